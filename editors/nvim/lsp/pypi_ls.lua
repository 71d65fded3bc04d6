-- How Neovim starts the server: `vim.lsp.enable('pypi_ls')` reads this file.
--
-- Change anything from your own configuration, for example
--
--   vim.lsp.config('pypi_ls', { settings = { pypi = { completion = { constraint = 'compatible' } } } })
--
-- `:help pypi_ls` has the rest.

local files = require('pypi_ls.files')

-- Neovim's own completion opens by itself behind trigger characters only, so let every character
-- of a name be one. (Completion plugins do not need this, and do not mind it.)
local name_characters = vim.split('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.', '')

---@type vim.lsp.Config
return {
  cmd = { 'pypi-language-server' },
  filetypes = files.filetypes,
  root_dir = function(buffer, on_dir)
    if files.is_ours(buffer) then
      on_dir(files.root(buffer))
    end
  end,
  -- The server does not care where a file is: one is enough for all projects.
  reuse_client = function(client, config)
    return client.name == config.name and not client:is_stopped()
  end,
  on_init = function(client)
    local completion = client.server_capabilities.completionProvider
    if completion then
      completion.triggerCharacters = vim.list_extend(completion.triggerCharacters or {}, name_characters)
    end
  end,
  on_exit = function(code, signal, client_id)
    require('pypi_ls.server').ended(code, signal, client_id)
  end,
  handlers = {
    ['window/showMessage'] = function(_, params)
      require('pypi_ls.words').show_message(params)
    end,
  },
  -- docs/settings.md has them all.
  settings = { pypi = {} },
}
