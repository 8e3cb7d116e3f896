-- gouji: checks government information disclosure annual reports. See :help gouji.
local client = require('gouji.client')
local report = require('gouji.report')

local M = {}

M.options = {
  -- The program: a name in PATH, or a path.
  path = 'gouji',
  -- Whether all safe fixes are applied before a report is written.
  fix_on_save = false,
  -- Whether a report is laid out before it is written, as by `gouji fmt`.
  format_on_save = false,
  -- 'zh-CN' or 'en'; the environment's if nil.
  locale = nil,
  -- What gouji.toml could say; it overrides that file.
  settings = {},
}

local has_configs = vim.fn.has('nvim-0.11') == 1

local function notify(message, level)
  vim.notify('gouji: ' .. message, level or vim.log.levels.INFO)
end

function M.command()
  local command = { M.options.path, 'lsp' }
  if M.options.locale then
    vim.list_extend(command, { '--locale', M.options.locale })
  end
  return command
end

-- The client's configuration, without the folder.
function M.client_config()
  return {
    name = 'gouji',
    cmd = M.command(),
    settings = { gouji = M.options.settings },
    before_init = client.before_init,
  }
end

-- Changes options. Servers that run already are told of new settings.
function M.setup(options)
  M.options = vim.tbl_deep_extend('force', M.options, options or {})
  if has_configs then
    vim.lsp.config('gouji', M.client_config())
  end
  local all = vim.lsp.get_clients or vim.lsp.get_active_clients
  for _, one in ipairs(all()) do
    if one.name == 'gouji' then
      local params = { settings = { gouji = M.options.settings } }
      one.config.settings = params.settings
      if has_configs then
        one.settings = params.settings
        one:notify('workspace/didChangeConfiguration', params)
      else
        one.notify('workspace/didChangeConfiguration', params)
      end
    end
  end
end

local told_missing = false

-- Starts the server for a buffer that deserves it and has none.
function M.attach(buf)
  buf = (buf == nil or buf == 0) and vim.api.nvim_get_current_buf() or buf
  if vim.g.gouji_disable or client.of(buf) then
    return
  end
  local root = report.root(buf)
  if not root then
    return
  end
  if vim.fn.executable(M.options.path) == 0 then
    if not told_missing then
      told_missing = true
      notify(('找不到程序 %s，见 :help gouji-install / program not found'):format(M.options.path), vim.log.levels.WARN)
    end
    return
  end
  client.start(vim.tbl_extend('force', M.client_config(), { root_dir = root }), buf)
end

local function of_buffer(buf)
  local found = client.of(buf)
  if not found then
    M.attach(buf)
    found = client.of(buf)
  end
  if not found then
    notify('这里没有年度报告 / no report here', vim.log.levels.WARN)
  end
  return found
end

-- Applies every action of one kind; answers how many there were, and a message if it failed.
local function apply_all(found, buf, kind, range)
  local actions, trouble = client.actions(found, buf, kind, range)
  for _, action in ipairs(actions) do
    local _, why = client.apply(found, buf, action)
    trouble = trouble or why
  end
  return #actions, trouble
end

local function by_hand(kind, range, nothing)
  local buf = vim.api.nvim_get_current_buf()
  local found = of_buffer(buf)
  if not found then
    return
  end
  local count, trouble = apply_all(found, buf, kind, range)
  if trouble then
    notify(trouble, vim.log.levels.ERROR)
  elseif count == 0 then
    notify(nothing)
  end
end

-- Applies all safe fixes to the current buffer.
function M.fix_all()
  by_hand('source.fixAll.gouji', nil, '没有可以安全修复的 / nothing to fix')
end

-- Recomputes the totals of the tables in lines `first` to `last` (from 1), of the whole buffer without them.
function M.recompute(first, last)
  local range = first and {
    start = { line = first - 1, character = 0 },
    ['end'] = { line = last, character = 0 },
  }
  by_hand('source.recomputeTotals.gouji', range, '合计都对 / all totals are right')
end

-- What happens before a buffer is written.
function M.before_write(buf)
  local found = (M.options.fix_on_save or M.options.format_on_save) and client.of(buf)
  if found and M.options.fix_on_save then
    local _, trouble = apply_all(found, buf, 'source.fixAll.gouji')
    if trouble then
      notify('未能自动修复 / not fixed: ' .. trouble, vim.log.levels.WARN)
    end
  end
  if found and M.options.format_on_save then
    local trouble = client.format(found, buf)
    if trouble then
      notify('未能整理版面 / not laid out: ' .. trouble, vim.log.levels.WARN)
    end
  end
end

-- Runs the program. What it prints, line by line, what it says beside that, and its exit status.
local function run(arguments)
  local lines, said = {}, {}
  local job = vim.fn.jobstart(vim.list_extend({ M.options.path }, arguments), {
    stdout_buffered = true,
    stderr_buffered = true,
    on_stdout = function(_, data)
      lines = data
    end,
    on_stderr = function(_, data)
      said = data
    end,
  })
  local status = job > 0 and vim.fn.jobwait({ job })[1] or job
  -- The last line break makes an empty last line.
  if lines[#lines] == '' then
    table.remove(lines)
  end
  return lines, vim.trim(table.concat(said, '\n')), status
end

-- Opens a new buffer with a draft. `arguments` are those of `gouji new`.
function M.new(arguments)
  local draft, said, status = run(vim.list_extend({ 'new' }, arguments))
  if status ~= 0 then
    notify(said ~= '' and said or ('程序 %s 未能运行 / does not run'):format(M.options.path), vim.log.levels.ERROR)
    return
  end
  vim.cmd('enew')
  vim.api.nvim_buf_set_lines(0, 0, -1, false, draft)
  vim.bo.filetype = 'markdown'
  M.attach(0)
  if said ~= '' then
    notify(said, vim.log.levels.WARN)
  end
end

-- Opens a new buffer with a draft that begins with last year's report; without a path, asks for it.
function M.new_from(path)
  local function begin(chosen)
    if chosen and chosen ~= '' then
      M.new({ '--from', vim.fn.expand(chosen) })
    end
  end
  if path and path ~= '' then
    return begin(path)
  end
  local current = vim.api.nvim_buf_get_name(0)
  vim.ui.input({ prompt = "上年报告 / last year's report: ", default = current, completion = 'file' }, begin)
end

return M
