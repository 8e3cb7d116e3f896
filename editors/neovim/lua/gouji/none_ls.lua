-- A source for none-ls (and null-ls): findings when a file is opened or saved, without the language server.
--   require('null-ls').register(require('gouji.none_ls'))
local null_ls = require('null-ls')

local SEVERITY = { error = 1, warning = 2, info = 3, hint = 4 }

-- gouji counts characters, none-ls bytes; both from 1.
local function column(params, place)
  local text = params.content[place.line] or ''
  local byte = vim.fn.byteidxcomp(text, place.column - 1)
  return (byte < 0 and #text or byte) + 1
end

return {
  name = 'gouji',
  method = null_ls.methods.DIAGNOSTICS_ON_SAVE,
  filetypes = { 'text', 'markdown', 'html' },
  generator = null_ls.generator({
    command = function()
      return require('gouji').options.path
    end,
    args = { 'check', '--quiet', '--format', 'ndjson', '--stdin-filename', '$FILENAME', '-' },
    to_stdin = true,
    format = 'line',
    -- 1: there are findings.
    check_exit_code = function(code)
      return code <= 1
    end,
    on_output = function(line, params)
      if line:sub(1, 1) ~= '{' then
        return nil
      end
      local one = vim.fn.json_decode(line)
      return {
        row = one.range.start.line,
        col = column(params, one.range.start),
        end_row = one.range['end'].line,
        end_col = column(params, one.range['end']),
        severity = SEVERITY[one.severity],
        code = one.rule,
        source = 'gouji',
        message = one.message,
      }
    end,
  }),
}
