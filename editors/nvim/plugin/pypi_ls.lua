-- The commands. What they do is loaded when one is first used.

if vim.g.loaded_pypi_ls or vim.fn.has('nvim-0.11') == 0 then
  return
end
vim.g.loaded_pypi_ls = true

local function pypi()
  return require('pypi_ls')
end

local function complete_name(typed)
  return pypi().names(typed)
end

-- A name, then a constraint.
local function complete_add(typed, line)
  local before = line:sub(1, #line - #typed)
  if #vim.split(vim.trim(before), '%s+') < 2 then
    return complete_name(typed)
  end
  return vim.tbl_filter(function(choice)
    return vim.startswith(choice, typed)
  end, pypi().constraints)
end

local commands = {
  PypiSearch = {
    function(given)
      pypi().search(given.args)
    end,
    { nargs = '*', desc = 'Search for Python projects and add one', complete = complete_name },
  },
  PypiAdd = {
    function(given)
      if given.fargs[3] then
        error(':PypiAdd takes a name and, if you like, a constraint', 0)
      end
      pypi().add(given.fargs[1], given.fargs[2])
    end,
    { nargs = '+', desc = 'Add a project to this manifest', complete = complete_add },
  },
  PypiPage = {
    function(given)
      pypi().page(given.args)
    end,
    { nargs = '?', desc = "Open a project's page", complete = complete_name },
  },
  PypiRefresh = {
    function()
      pypi().refresh()
    end,
    { desc = "Download the index's list of names (about 10 MB)" },
  },
  PypiStatus = {
    function()
      pypi().status()
    end,
    { desc = 'Say which index is asked, and how old the list is' },
  },
  PypiRestart = {
    function()
      pypi().restart()
    end,
    { desc = 'Restart pypi-language-server' },
  },
}
for name, command in pairs(commands) do
  vim.api.nvim_create_user_command(name, command[1], command[2])
end

local group = vim.api.nvim_create_augroup('pypi_ls', {})
vim.api.nvim_create_autocmd('FileType', {
  group = group,
  pattern = { 'requirements', 'toml', 'cfg', 'dosini', 'yaml', 'python' },
  callback = function(event)
    require('pypi_ls.server').warn_if_missing(event.buf)
  end,
})
vim.api.nvim_create_autocmd('LspProgress', {
  group = group,
  callback = function(event)
    require('pypi_ls.progress').show(event)
  end,
})
-- Neovim's own completion goes on waiting for the answers of a server that has ended.
vim.api.nvim_create_autocmd('LspDetach', {
  group = group,
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'pypi_ls' and package.loaded['vim.lsp.completion'] then
      vim.lsp.completion.enable(false, client.id, event.buf)
    end
  end,
})
