-- Neovim 0.11 or newer: put this file at ~/.config/nvim/lsp/pypi.lua and say in init.lua
--
--   vim.lsp.enable('pypi')
--
-- Completion while typing is Neovim's own; switch it on for every server with
--
--   vim.o.completeopt = 'menuone,noinsert,popup'
--   vim.api.nvim_create_autocmd('LspAttach', { callback = function(event)
--     vim.lsp.completion.enable(true, event.data.client_id, event.buf, { autotrigger = true })
--   end })

-- Up to 0.11 Neovim takes requirements-dev.txt and its kin for plain text.
vim.filetype.add({
  pattern = {
    ['.*requirements.*%.txt'] = 'requirements',
    ['.*requirements.*%.in'] = 'requirements',
    ['.*/requirements/.*%.txt'] = 'requirements',
    ['.*/requirements/.*%.in'] = 'requirements',
    ['.*constraints.*%.txt'] = 'requirements',
  },
})

-- Neovim's own completion opens by itself behind trigger characters only, so let every character
-- of a name be one. (Completion plugins do not need this, and do not mind it.)
local name_characters = vim.split('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.', '')

---@type vim.lsp.Config
return {
  cmd = { 'pypi-language-server' },
  filetypes = { 'requirements', 'toml' },
  -- Of all TOML files only pyproject.toml is ours.
  root_dir = function(buffer, on_dir)
    local path = vim.api.nvim_buf_get_name(buffer)
    if vim.bo[buffer].filetype == 'toml' and vim.fs.basename(path) ~= 'pyproject.toml' then
      return
    end
    on_dir(vim.fs.root(buffer, { 'pyproject.toml', '.git' }) or vim.fs.dirname(path))
  end,
  on_init = function(client)
    local completion = client.server_capabilities.completionProvider
    if completion then
      completion.triggerCharacters = vim.list_extend(completion.triggerCharacters or {}, name_characters)
    end
  end,
  -- docs/settings.md has them all.
  settings = { pypi = {} },
}
