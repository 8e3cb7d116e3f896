-- Read by Neovim 0.11 and newer for vim.lsp.enable('gouji').
local config = require('gouji').client_config()
local report = require('gouji.report')

config.filetypes = report.filetypes
config.root_dir = function(buf, start)
  local root = report.root(buf)
  if root and not vim.g.gouji_disable and vim.fn.executable(require('gouji').options.path) == 1 then
    start(root)
  end
end

return config
