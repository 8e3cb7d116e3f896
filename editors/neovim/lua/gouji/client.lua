-- What differs between Neovim 0.7 and 0.12: finding a client, asking it, applying what it answers.
local M = {}

local is_new = vim.fn.has('nvim-0.11') == 1

-- How long a person waits for an answer before a save goes on without it, in milliseconds.
local PATIENCE = 3000

-- The server's client for a buffer (the current one for nil or 0); nil without one.
function M.of(buf)
  buf = (buf == nil or buf == 0) and vim.api.nvim_get_current_buf() or buf
  local all = vim.lsp.get_clients or vim.lsp.get_active_clients
  for _, client in ipairs(all()) do
    if client.name == 'gouji' and vim.lsp.buf_is_attached(buf, client.id) then
      return client
    end
  end
end

-- From 0.10 on Neovim asks for diagnostics. 0.10 and 0.11 can't be told to ask again, and 0.12 then asks for those of
-- the whole folder and passes over the buffers that are open: all would keep what was found in the middle of typing. So
-- they do not say that they can ask, and get diagnostics unasked.
function M.before_init(params)
  params.capabilities.textDocument.diagnostic = nil
end

-- Asks and waits. nil and a message when there is no good answer.
function M.ask(client, method, params, buf)
  local answer, trouble
  if is_new then
    answer, trouble = client:request_sync(method, params, PATIENCE, buf)
  else
    answer, trouble = client.request_sync(method, params, PATIENCE, buf)
  end
  if not answer then
    return nil, trouble or 'no answer'
  end
  if answer.err then
    return nil, answer.err.message
  end
  return answer.result
end

local function whole(buf)
  local lines = vim.api.nvim_buf_line_count(buf)
  return { start = { line = 0, character = 0 }, ['end'] = { line = lines, character = 0 } }
end

-- The actions of one kind, for `range` (0-based, as the protocol has it; the whole document if nil).
function M.actions(client, buf, kind, range)
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buf),
    range = range or whole(buf),
    context = { diagnostics = {}, only = { kind } },
  }
  local actions, trouble = M.ask(client, 'textDocument/codeAction', params, buf)
  return type(actions) == 'table' and actions or {}, trouble
end

-- Works out an action's edit and applies it. Answers whether there was one, and a message if it failed.
function M.apply(client, buf, action)
  if not action.edit then
    local resolved, trouble = M.ask(client, 'codeAction/resolve', action, buf)
    if not resolved then
      return false, trouble
    end
    action = resolved
  end
  if action.edit then
    vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding or 'utf-16')
  end
  return action.edit ~= nil
end

-- Lays out a report. A message if it failed.
function M.format(client, buf)
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buf),
    options = { tabSize = 4, insertSpaces = true },
  }
  local edits, trouble = M.ask(client, 'textDocument/formatting', params, buf)
  if type(edits) == 'table' then
    vim.lsp.util.apply_text_edits(edits, buf, client.offset_encoding or 'utf-16')
  end
  return trouble
end

-- Starts a client for a buffer, or joins the one of the same folder. `config` is as for vim.lsp.start.
local by_folder = {}
function M.start(config, buf)
  if vim.lsp.start then
    return vim.lsp.start(config, { bufnr = buf })
  end
  local folder = config.root_dir
  local id = by_folder[folder]
  if not id or not vim.lsp.get_client_by_id(id) then
    config = vim.tbl_extend('force', config, {
      workspace_folders = { { uri = vim.uri_from_fname(folder), name = folder } },
    })
    id = vim.lsp.start_client(config)
    by_folder[folder] = id
  end
  if id then
    vim.lsp.buf_attach_client(buf, id)
  end
  return id
end

return M
