-- Whether a buffer is worth a server: a cheap look at its words, and at the folders above it.
local M = {}

M.filetypes = { 'markdown', 'text', 'html' }

-- A report speaks of this,
local SUBJECT = '信息公开'
-- and of one of these.
local SIGNS = { '年度报告', '工作报告', '年报', '总体情况', '依申请公开', '申请情况' }

-- Longer documents are judged by their beginning.
local MOST_LINES = 2000

function M.looks_like_one(buf)
  local text = table.concat(vim.api.nvim_buf_get_lines(buf, 0, MOST_LINES, false), '\n')
  if not text:find(SUBJECT, 1, true) then
    return false
  end
  for _, sign in ipairs(SIGNS) do
    if text:find(sign, 1, true) then
      return true
    end
  end
  return false
end

local function is_there(path)
  return (vim.uv or vim.loop).fs_stat(path) ~= nil
end

-- The nearest folder upwards from a file that has one of these names in it; nil if none has.
local function above(path, names)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  while true do
    for _, name in ipairs(names) do
      if is_there(folder .. '/' .. name) then
        return folder
      end
    end
    local parent = vim.fn.fnamemodify(folder, ':h')
    if parent == folder then
      return nil
    end
    folder = parent
  end
end

-- The folder to open for a buffer if it deserves a server: of the nearest gouji.toml, else of the repository, else the
-- file's own. nil for a buffer that neither looks like a report nor lies below a gouji.toml.
function M.root(buf)
  if vim.bo[buf].buftype ~= '' or not vim.tbl_contains(M.filetypes, vim.bo[buf].filetype) then
    return nil
  end
  local path = vim.api.nvim_buf_get_name(buf)
  if path == '' then
    return M.looks_like_one(buf) and vim.fn.getcwd() or nil
  end
  local project = above(path, { 'gouji.toml', '.gouji.toml' })
  if project or not M.looks_like_one(buf) then
    return project
  end
  return above(path, { '.git' }) or vim.fn.fnamemodify(path, ':p:h')
end

return M
