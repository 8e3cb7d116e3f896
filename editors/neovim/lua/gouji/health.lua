-- :checkhealth gouji
local M = {}

local health = vim.health or {}
local start = health.start or require('health').report_start
local ok = health.ok or require('health').report_ok
local warn = health.warn or require('health').report_warn
local failed = health.error or require('health').report_error

function M.check()
  local gouji, client, report = require('gouji'), require('gouji.client'), require('gouji.report')
  start('gouji')
  local path = gouji.options.path
  if vim.fn.executable(path) == 0 then
    failed(('程序 %s 找不到 / not found'):format(path), {
      'cargo install --path . （见 :help gouji-install）',
      [[require('gouji').setup({ path = '/…/gouji' })]],
    })
    return
  end
  ok(('%s: %s'):format(vim.fn.exepath(path), vim.trim(vim.fn.system({ path, '--version' }))))
  local attached = 0
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buf), ':t')
    local found = client.of(buf)
    if found then
      attached = attached + 1
      ok(('%s: 已检查 / attached (%s)'):format(name, found.config.root_dir or '?'))
    elseif vim.api.nvim_buf_is_loaded(buf) and report.root(buf) then
      warn(name .. ': 应检查而未检查，见 :LspLog / should be attached and is not')
    end
  end
  if attached == 0 then
    ok('没有打开年度报告 / no report is open')
  end
end

return M
