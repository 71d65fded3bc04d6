-- The manifest that a dependency goes to: this file, or the one that its project has.

local files = require('pypi_ls.files')
local server = require('pypi_ls.server')
local words = require('pypi_ls.words')

local M = {}

-- The manifests in a file's folder and above it, up to its project's root, nearest first.
local function beside(buffer)
  local folder, root = files.folder(buffer), files.root(buffer)
  return vim.fs.find(files.usual, { path = folder, upward = true, stop = vim.fs.dirname(root), limit = 12, type = 'file' })
end

-- Open manifests first, then those beside the file; each once.
local function candidates(buffer)
  local found, seen = {}, {}
  local function take(path)
    if path ~= '' and not seen[path] then
      seen[path] = true
      table.insert(found, path)
    end
  end
  for _, client in ipairs(server.clients()) do
    for _, open in ipairs(vim.tbl_keys(client.attached_buffers)) do
      take(vim.api.nvim_buf_get_name(open))
    end
  end
  for _, path in ipairs(beside(buffer)) do
    take(path)
  end
  return found
end

-- Wait until the server knows a manifest, then hand it over.
local function when_attached(buffer, on_buffer)
  if not server.attached(buffer) then
    server.attach(buffer)
  end
  local is_attached = vim.wait(5000, function()
    return server.attached(buffer) ~= nil
  end, 10)
  if is_attached then
    on_buffer(buffer)
  else
    words.say('The server does not take this file; see :checkhealth pypi_ls', vim.log.levels.ERROR)
  end
end

local function open(path, on_buffer)
  vim.cmd.drop(vim.fn.fnameescape(path))
  when_attached(vim.api.nvim_get_current_buf(), on_buffer)
end

---Hand over the buffer of a manifest: this one if it is one, else one of its project's, shown.
---@param buffer integer
---@param on_buffer fun(buffer: integer)
function M.pick(buffer, on_buffer)
  if server.attached(buffer) or files.is_ours(buffer) then
    when_attached(buffer, on_buffer)
    return
  end
  local found = candidates(buffer)
  if #found == 0 then
    words.say('No manifest here: open a requirements.txt or a pyproject.toml first.', vim.log.levels.WARN)
  elseif #found == 1 then
    open(found[1], on_buffer)
  else
    local options = { prompt = 'Which file?', kind = 'pypi_manifest', format_item = words.short }
    vim.ui.select(found, options, function(path)
      if path then
        open(path, on_buffer)
      end
    end)
  end
end

return M
