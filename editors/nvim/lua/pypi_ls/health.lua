-- `:checkhealth pypi_ls`: what is set up, what is missing, and what to do about it.

local files = require('pypi_ls.files')
local server = require('pypi_ls.server')
local words = require('pypi_ls.words')

local M = {}

local health = vim.health
local old_after = 14 * 86400

local install = {
  'Install it, for example in a clone of its repository: `pipx install .`, or `uv tool install .`',
  'Put the folder of the program on the PATH that Neovim was started with (`:echo $PATH`).',
  "Or name it in your init.lua: vim.lsp.config('pypi_ls', { cmd = { '/the/whole/path/pypi-language-server' } })",
}

local function check_neovim()
  health.start('Neovim')
  local version = tostring(vim.version())
  if vim.fn.has('nvim-0.11') == 0 then
    health.error(version .. ' is too old.', { 'Neovim 0.11 or newer is needed.' })
    return false
  end
  health.ok(version)
  return true
end

local function check_configuration()
  health.start('Configuration')
  local found = vim.api.nvim_get_runtime_file('lsp/pypi_ls.lua', true)
  if #found == 0 then
    health.error('lsp/pypi_ls.lua is not on the runtime path.', {
      "Add the folder that it is in: vim.opt.runtimepath:append('/path/to/editors/nvim')",
    })
  elseif #found > 1 then
    health.warn('There are several lsp/pypi_ls.lua, which Neovim merges:\n' .. table.concat(found, '\n'), {
      'Keep the one that came with this version of the program.',
    })
  else
    health.ok(words.short(found[1]))
  end
  if server.is_enabled('pypi_ls') then
    health.ok("Enabled by vim.lsp.enable('pypi_ls').")
  else
    health.error('Not enabled, so Neovim does not start the server.', { "Put into your init.lua: vim.lsp.enable('pypi_ls')" })
  end
  if server.is_enabled('pypi') then
    health.warn('The configuration of an earlier version, `pypi`, is enabled too: two servers answer.', {
      "Remove vim.lsp.enable('pypi') and the file lsp/pypi.lua.",
    })
  end
end

-- Settings stand under the section's name, as the server asks for them.
local function check_settings()
  local settings = (vim.lsp.config.pypi_ls or {}).settings or {}
  for key in pairs(settings) do
    if key ~= 'pypi' then
      health.warn(('`settings.%s` does not reach the server.'):format(key), {
        ("Settings stand in the section `pypi`: settings = { pypi = { %s = … } }"):format(key),
      })
    end
  end
end

-- Run the program with one more word; nil and a reason when it does not answer.
local function run(...)
  local config = vim.lsp.config.pypi_ls or {}
  local ok, process = pcall(vim.system, { config.cmd[1], ... }, { text = true, timeout = 8000, env = config.cmd_env })
  if not ok then
    return nil, tostring(process)
  end
  local done = process:wait()
  if done.code == 124 then
    return nil, 'It did not answer within 8 seconds.'
  end
  return done.stdout, done.code ~= 0 and (vim.trim(done.stderr):match('[^\n]*$') .. (' (exit code %d)'):format(done.code)) or nil
end

-- Whether the program can be run.
local function check_program()
  health.start('Server')
  local config = vim.lsp.config.pypi_ls
  if not config then
    return false
  end
  local program = server.program()
  if not program then
    health.info('`cmd` is a function; what it starts is not looked at.')
    return false
  end
  if vim.fn.executable(program) == 0 then
    health.error(('`%s` is not found.'):format(program), install)
    return false
  end
  local answer, problem = run('--version')
  local version = answer and answer:match('^pypi%-[%w-]+%s+(%S+)')
  if version then
    health.ok(('pypi-language-server %s: %s'):format(version, words.short(vim.fn.exepath(program))))
    return true
  end
  local advice = { 'Run it in a terminal to see more: ' .. program .. ' --version' }
  local said = problem or 'it is another program: it does not say which version it is.'
  health.error(('`%s` does not run as it should: %s'):format(words.short(vim.fn.exepath(program)), said), advice)
  return false
end

-- Files of ours, with and without a server.
local function open_files()
  local served, left = {}, {}
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and files.is_ours(buffer) then
      local name = words.short(vim.api.nvim_buf_get_name(buffer))
      table.insert(server.attached(buffer) and served or left, name)
    end
  end
  return served, left
end

local function check_attached(runs)
  local served, left = open_files()
  for _, client in ipairs(server.clients()) do
    health.ok(('Runs (client %d), attached to: %s'):format(client.id, #served > 0 and table.concat(served, ', ') or 'no file'))
  end
  if #left > 0 then
    local advice = { 'Look into the log: ' .. vim.lsp.log.get_filename(), '`:PypiRestart` starts the server again.' }
    health.error('Open, but without a server: ' .. table.concat(left, ', '), runs and advice or nil)
  elseif #served == 0 then
    health.info('No manifest is open; the server starts with the first requirements.txt or pyproject.toml.')
  end
end

-- Seconds since a moment in ISO 8601, as Python writes it, in UTC.
local function seconds_since(moment)
  local year, month, day, hour, minute, second = moment:match('^(%d+)-(%d+)-(%d+)T(%d+):(%d+):(%d+)')
  if not year then
    return nil
  end
  local then_ = os.time({ year = year, month = month, day = day, hour = hour, min = minute, sec = second, isdst = false })
  local now = os.date('!*t')
  now.isdst = false
  return math.max(os.time(now) - then_, 0)
end

-- The server's state: from a server that runs, else from the program itself.
local function state(runs)
  local status = server.status()
  if status then
    return status, status.catalogue, status.catalogue.builtAt
  end
  local answer = runs and run('status', '--json')
  local ok, found = pcall(vim.json.decode, answer or '')
  if ok and type(found) == 'table' and found.names then
    return found, found.names, found.names.listedAt
  end
end

local function check_list(names, built)
  local count = words.grouped(names.count)
  if vim.startswith(names.origin, 'starter') then
    health.info(('List: the %s well-known projects that come along.'):format(count))
    health.info('`:PypiRefresh` downloads the names of all projects, about 10 MB.')
    return
  end
  local age = type(built) == 'string' and seconds_since(built) or nil
  local said = ('List: %s projects, %s'):format(count, age and 'listed ' .. words.ago(age) or 'of unknown age')
  if age and age > old_after then
    health.warn(said, { '`:PypiRefresh` downloads it anew.' })
  else
    health.ok(said)
  end
end

local function check_index(runs)
  health.start('Index')
  local status, names, built = state(runs)
  if not status then
    health.warn('Unknown as long as the server does not answer.')
    return
  end
  health.info('Index: ' .. table.concat(vim.list_extend({ status.index }, status.extraIndexes or {}), ', '))
  check_list(names, built)
  local answers = { granted = ', and you agreed', refused = ', and you said never' }
  health.info(('Refreshing: %s%s (setting `pypi.index.refresh`)'):format(status.refresh, answers[status.consent] or ''))
  if status.offline then
    health.warn('The network is not used.', { 'Unset `pypi.index.offline` and PYPI_LS_OFFLINE to have details.' })
  end
  for _, problem in ipairs(status.problems) do
    health.warn(problem)
  end
end

-- Plugins that open the list by themselves.
local function completion_plugin()
  local modules = { ['blink.cmp'] = 'blink.cmp', cmp = 'nvim-cmp', ['mini.completion'] = 'mini.completion', coq = 'coq_nvim' }
  for module, name in pairs(modules) do
    if package.loaded[module] then
      return name
    end
  end
end

-- Whether Neovim's own completion opens by itself in a file of ours.
local function opens_by_itself()
  for _, client in ipairs(server.clients()) do
    for buffer in pairs(client.attached_buffers) do
      local ok, found = pcall(vim.api.nvim_get_autocmds, {
        group = 'nvim.lsp.completion_' .. buffer,
        event = 'InsertCharPre',
      })
      if ok and #found > 0 then
        return true
      end
    end
  end
  return vim.fn.exists('+autocomplete') == 1 and vim.o.autocomplete
end

local enable_completion = {
  'Without a plugin, put into your init.lua what `:help pypi_ls-completion` shows.',
  'Or ask by hand: CTRL-X CTRL-O in insert mode.',
}

local function check_completion()
  health.start('Completion while typing')
  local plugin = completion_plugin()
  if plugin then
    health.ok(plugin .. ' does it.')
  elseif #server.clients() == 0 then
    health.info('Nothing to see before the server runs.')
  elseif opens_by_itself() then
    health.ok("Neovim's own completion does it.")
    if not vim.o.completeopt:match('noinsert') and not vim.o.completeopt:match('noselect') then
      health.warn("'completeopt' lets the first name be inserted while you type.", { "vim.o.completeopt = 'menuone,noinsert,popup'" })
    end
  else
    health.warn('The list does not open by itself.', enable_completion)
  end
end

---Run every check.
function M.check()
  if not check_neovim() then
    return
  end
  check_configuration()
  check_settings()
  local runs = check_program()
  check_attached(runs)
  check_index(runs)
  check_completion()
end

return M
