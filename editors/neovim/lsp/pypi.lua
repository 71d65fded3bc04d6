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

-- Of the files of these types only those that declare dependencies are ours.
local names = {
  ['pyproject.toml'] = true, ['pixi.toml'] = true, ['hatch.toml'] = true, ['uv.toml'] = true,
  ['tox.toml'] = true, ['tox.ini'] = true, ['setup.cfg'] = true, ['setup.py'] = true,
  ['noxfile.py'] = true, ['Pipfile'] = true, ['conda.yml'] = true, ['conda-env.yml'] = true,
  ['.pre-commit-config.yaml'] = true, ['.pre-commit-hooks.yaml'] = true,
}

local function is_ours(buffer, path)
  local name, filetype = vim.fs.basename(path), vim.bo[buffer].filetype
  if filetype == 'requirements' or names[name] or name:match('environment.*%.ya?ml$') then
    return true
  end
  if filetype ~= 'python' then
    return false
  end
  -- A script with inline metadata (PEP 723).
  for _, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, 100, false)) do
    if line:match('^# /// script%s*$') then
      return true
    end
  end
  return false
end

---@type vim.lsp.Config
return {
  cmd = { 'pypi-language-server' },
  filetypes = { 'requirements', 'toml', 'cfg', 'dosini', 'yaml', 'python' },
  root_dir = function(buffer, on_dir)
    local path = vim.api.nvim_buf_get_name(buffer)
    if is_ours(buffer, path) then
      on_dir(vim.fs.root(buffer, { 'pyproject.toml', '.git' }) or vim.fs.dirname(path))
    end
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
