if vim.g.loaded_gouji or vim.fn.has('nvim-0.7') == 0 then
  return
end
vim.g.loaded_gouji = true

local command = vim.api.nvim_create_user_command

command('GoujiFixAll', function()
  require('gouji').fix_all()
end, { desc = '应用全部安全修复 / Apply all safe fixes' })

command('GoujiRecompute', function(call)
  if call.range > 0 then
    require('gouji').recompute(call.line1, call.line2)
  else
    require('gouji').recompute()
  end
end, { range = true, desc = '重算合计 / Recompute totals' })

command('GoujiNew', function(call)
  require('gouji').new(call.fargs)
end, { nargs = '*', desc = '新建报告草稿 / New draft of a report' })

command('GoujiNewFrom', function(call)
  require('gouji').new_from(call.args)
end, { nargs = '?', complete = 'file', desc = "由上年报告新建草稿 / New draft from last year's report" })

local group = vim.api.nvim_create_augroup('gouji', {})
local on = function(events, pattern, callback)
  vim.api.nvim_create_autocmd(events, { group = group, pattern = pattern, callback = callback })
end

if vim.fn.has('nvim-0.11') == 1 then
  vim.lsp.enable('gouji')
else
  on('FileType', { 'markdown', 'text', 'html' }, function(event)
    require('gouji').attach(event.buf)
  end)
end
-- A document may become a report while it is written.
on({ 'BufWritePost', 'InsertLeave' }, '*', function(event)
  require('gouji').attach(event.buf)
end)
on('BufWritePre', '*', function(event)
  require('gouji').before_write(event.buf)
end)
