-- Which files are the server's business.
--
-- Of the file types that manifests have, only the files that declare dependencies count; the server
-- decides by the same names, and `tests/editors` compares.

local M = {}

M.filetypes = { 'requirements', 'toml', 'cfg', 'dosini', 'yaml', 'python' }

local names = {
  ['pyproject.toml'] = true,
  ['pixi.toml'] = true,
  ['hatch.toml'] = true,
  ['uv.toml'] = true,
  ['tox.toml'] = true,
  ['tox.ini'] = true,
  ['setup.cfg'] = true,
  ['setup.py'] = true,
  ['noxfile.py'] = true,
  ['pipfile'] = true,
  ['conda.yml'] = true,
  ['conda.yaml'] = true,
  ['conda-env.yml'] = true,
  ['conda-env.yaml'] = true,
  ['conda_env.yml'] = true,
  ['conda_env.yaml'] = true,
  ['.pre-commit-config.yaml'] = true,
  ['.pre-commit-config.yml'] = true,
  ['.pre-commit-hooks.yaml'] = true,
  ['.pre-commit-hooks.yml'] = true,
}

-- The manifests that a file beside them most likely belongs to, the usual one first.
M.usual = { 'pyproject.toml', 'requirements.txt', 'requirements.in', 'Pipfile', 'setup.cfg', 'environment.yml' }

-- environment.yml, environment-dev.yaml, test_environment.yml: conda's.
local function is_environment(name)
  local stem = name:match('^(.*)%.ya?ml$')
  local before, behind = (stem or ''):match('^(.*)environment(.*)$')
  return before ~= nil
    and (before == '' or before:match('[-_.]$') ~= nil)
    and (behind == '' or behind:match('^[-_.]') ~= nil)
end

-- A script with inline metadata (PEP 723).
local function is_script(buffer)
  for _, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, 100, false)) do
    if line:match('^# /// script%s*$') then
      return true
    end
  end
  return false
end

---Whether a file of this name declares dependencies.
---@param path string
function M.is_manifest(path)
  local name = vim.fs.basename(path):lower()
  return names[name] == true or is_environment(name)
end

---Whether the server has anything to say in a buffer.
---@param buffer integer
function M.is_ours(buffer)
  local path, filetype = vim.api.nvim_buf_get_name(buffer), vim.bo[buffer].filetype
  -- All buffers without a name have the same address, so an edit would land in any of them.
  if vim.bo[buffer].buftype ~= '' or path == '' then
    return false
  end
  return filetype == 'requirements'
    or M.is_manifest(path)
    or (filetype == 'python' and is_script(buffer))
end

---The folder that a buffer's file is in, or where Neovim stands when it has none.
---@param buffer integer
function M.folder(buffer)
  local path = vim.api.nvim_buf_get_name(buffer)
  local is_file = path ~= '' and not path:match('^%a[%w+.-]+://')
  return is_file and vim.fs.dirname(path) or vim.fn.getcwd()
end

---The project that a buffer's file belongs to.
---@param buffer integer
function M.root(buffer)
  return vim.fs.root(M.folder(buffer), { 'pyproject.toml', '.git' }) or M.folder(buffer)
end

return M
