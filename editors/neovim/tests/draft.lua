-- One session with a real report. The environment says where things are: REPORT is a copy of a right report that may be
-- written to, GOUJI is the program, LOG where to write what happened.
local log = assert(io.open(vim.env.LOG, 'w'))
local function say(text)
  log:write(text .. '\n')
  log:flush()
end
local function ok(is_so, what)
  if not is_so then
    say('FAIL ' .. what)
    vim.cmd('cquit 1')
  end
  say('ok ' .. what)
end
local function within(what, is_so)
  local in_time = vim.wait(10000, is_so, 10)
  if not in_time then
    say(vim.inspect(vim.diagnostic.get(0)))
  end
  ok(in_time, what)
end

local function run()
  local gouji = require('gouji')
  gouji.setup({ path = vim.env.GOUJI, locale = 'zh-CN' })
  local right = vim.fn.readfile(vim.env.REPORT)
  local client = require('gouji.client')

  -- A text that is no report gets no server; it gets one when it becomes a report.
  vim.cmd('edit ' .. vim.env.WORK .. '/letter.md')
  vim.api.nvim_buf_set_lines(0, 0, -1, false, { '# 来信', '', '信息公开是另一回事。' })
  vim.cmd('silent write')
  ok(require('gouji.report').root(0) == nil, 'a letter needs no server')
  vim.api.nvim_buf_set_lines(0, 0, -1, false, { '# 某局2024年政府信息公开工作年度报告' })
  vim.cmd('silent write')
  within('it has one when it is a report', function()
    return client.of(0) ~= nil
  end)

  vim.cmd('edit ' .. vim.env.REPORT)
  local buf = vim.api.nvim_get_current_buf()
  within('attached', function()
    return client.of(buf) ~= nil
  end)
  local function diagnostics(code)
    return vim.tbl_filter(function(one)
      return one.code == code
    end, vim.diagnostic.get(buf))
  end
  within('what was there before is found', function()
    return #diagnostics('missing-improvement') == 1
  end)
  ok(#vim.tbl_filter(function(one)
    return one.severity == vim.diagnostic.severity.ERROR
  end, vim.diagnostic.get(buf)) == 0, 'a right report has no errors')

  local function type_wrong_total()
    vim.api.nvim_buf_set_lines(buf, 69, 70, true, { '486 |' })
    within('the wrong total is found', function()
      return #diagnostics('suspect-figure') == 1
    end)
  end
  type_wrong_total()
  local found = diagnostics('suspect-figure')[1]
  ok(found.lnum == 69 and found.col == 0 and found.end_col == 3, 'under the figure')
  ok(found.source == 'gouji' and found.message:find('454+12+2=468', 1, true), 'its addends are named')
  local related = found.user_data and found.user_data.lsp and found.user_data.lsp.relatedInformation or {}
  ok(vim.fn.has('nvim-0.8') == 0 or #related == 6, 'its addends are related: ' .. #related)

  -- The quick fix as a person chooses it.
  vim.ui.select = function(items, _, choose)
    choose(items[1], 1)
  end
  vim.api.nvim_win_set_cursor(0, { 70, 0 })
  vim.lsp.buf.code_action(vim.fn.has('nvim-0.8') == 1 and { context = { only = { 'quickfix' } } } or nil)
  within('the quick fix is applied', function()
    return vim.api.nvim_buf_get_lines(buf, 69, 70, true)[1] == '468 |'
  end)
  within('and the finding is gone', function()
    return #diagnostics('suspect-figure') == 0
  end)

  local function is_right()
    return vim.deep_equal(vim.api.nvim_buf_get_lines(buf, 0, -1, true), right)
  end
  type_wrong_total()
  vim.cmd('GoujiFixAll')
  ok(is_right(), ':GoujiFixAll')
  type_wrong_total()
  vim.cmd('70,71GoujiRecompute')
  ok(is_right(), ':GoujiRecompute in lines')
  type_wrong_total()
  vim.cmd('GoujiRecompute')
  ok(is_right(), ':GoujiRecompute')

  type_wrong_total()
  vim.api.nvim_buf_set_lines(buf, 28, 29, true, { '２０４６ |' })
  vim.cmd('silent write')
  ok(vim.fn.readfile(vim.env.REPORT)[70] == '486 |', 'nothing is fixed on save unless asked for')
  gouji.setup({ fix_on_save = true })
  vim.cmd('silent write')
  ok(vim.deep_equal(vim.fn.readfile(vim.env.REPORT), right), 'fix on save')
  within('nothing wrong is left', function()
    return #diagnostics('suspect-figure') == 0 and #diagnostics('number-style') == 0
  end)

  vim.cmd('edit ' .. vim.env.WORK .. '/rough.md')
  vim.api.nvim_buf_set_lines(0, 0, -1, false, {
    '#某局2024年政府信息公开工作年度报告',
    '## 二. 主动公开政府信息情况',
    '|规章|0|',
    '|-|-|',
    '|行政许可|12|',
  })
  vim.cmd('silent write')
  within('the rough report is attached', function()
    return client.of(0) ~= nil
  end)
  gouji.setup({ fix_on_save = false, format_on_save = true })
  vim.cmd('silent write')
  ok(vim.deep_equal(vim.fn.readfile(vim.env.WORK .. '/rough.md'), {
    '# 某局2024年政府信息公开工作年度报告',
    '',
    '## 二、主动公开政府信息情况',
    '',
    '| 规章     |   0 |',
    '| -------- | --- |',
    '| 行政许可 |  12 |',
  }), 'format on save')
  vim.cmd('buffer ' .. buf)

  gouji.setup({ settings = { rules = { ['missing-improvement'] = 'off' } } })
  within('settings reach the server', function()
    return #diagnostics('missing-improvement') == 0
  end)

  vim.cmd('checkhealth gouji')
  local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
  ok(health:find('gouji %d+%.%d+%.%d+') and health:find('attached') and not health:find('ERROR'), 'health')
  vim.cmd('help gouji-fix-on-save')
  ok(vim.api.nvim_get_current_line():find('gouji-fix-on-save', 1, true), 'help')

  vim.fn.system({ vim.env.GOUJI, 'new', '--help' })
  if vim.v.shell_error == 0 then
    vim.cmd('GoujiNew --year 2026 --org 某局')
    ok(vim.api.nvim_buf_get_lines(0, 0, 1, true)[1]:find('某局', 1, true), ':GoujiNew')
    vim.cmd('enew!')
    vim.cmd('GoujiNewFrom ' .. vim.env.RIGHT)
    local draft = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
    ok(draft:find('2025年政府信息公开工作年度报告', 1, true), ':GoujiNewFrom')
    ok(draft:find('上年结转政府信息公开申请数量[^\n]* 5 |'), 'the requests carried in are there')
  else
    say('skipped :GoujiNew, the program has no `gouji new`')
  end
end

-- The source for none-ls, whose place is taken here: it does with a command's lines what none-ls would.
local function without_server()
  package.loaded['null-ls'] = {
    methods = { DIAGNOSTICS_ON_SAVE = 'on save' },
    generator = function(options)
      return options
    end,
  }
  require('gouji').setup({ path = vim.env.GOUJI })
  local generator = require('gouji.none_ls').generator
  local content = vim.fn.readfile(vim.env.RIGHT)
  content[70] = '总计486 |'
  local command = vim.list_extend({ generator.command() }, generator.args)
  command = vim.tbl_map(function(word)
    return word == '$FILENAME' and vim.env.REPORT or word
  end, command)
  local lines = vim.split(vim.fn.system(command, table.concat(content, '\n') .. '\n'), '\n')
  ok(generator.check_exit_code(vim.v.shell_error), 'findings are no failure')
  local found = vim.tbl_filter(function(one)
    return one ~= nil and one.code == 'not-a-number'
  end, vim.tbl_map(function(line)
    return generator.on_output(line, { content = content }) or {}
  end, lines))
  ok(#found == 1 and found[1].row == 70 and found[1].severity <= 2, 'none-ls is told of findings')
  ok(found[1].col == 1 and found[1].end_col == 10, 'by bytes: ' .. vim.inspect(found[1]))
end

local is_fine, trouble = xpcall(function()
  without_server()
  run()
end, debug.traceback)
ok(is_fine, 'no error in the session' .. (is_fine and '' or ': ' .. tostring(trouble)))
local version = vim.version()
say(('PASS Neovim %d.%d.%d'):format(version.major, version.minor, version.patch))
vim.cmd('qall!')
