-- The running server: finds it, starts it, asks it, starts it again when it was killed.

local files = require('pypi_ls.files')
local words = require('pypi_ls.words')

local M = {}

M.name = 'pypi_ls'

-- After so many milliseconds a server that ended unexpectedly is started again; then no more,
-- unless it ran for a while in between.
local pauses = { 200, 800, 2000 }
local a_while = 180
local crashes = {} ---@type integer[] when servers ended, in seconds
local stopped_by_us = {} ---@type table<integer, boolean>

local function is_ready(client)
  return client.initialized and not client:is_stopped()
end

---The client of a buffer.
---@param buffer integer
function M.attached(buffer)
  return vim.iter(vim.lsp.get_clients({ name = M.name, bufnr = buffer })):find(is_ready)
end

---Every client that takes requests.
function M.clients()
  return vim.iter(vim.lsp.get_clients({ name = M.name })):filter(is_ready):totable()
end

---The program that the configuration names; nil when it names a function.
---@return string?
function M.program()
  local config = vim.lsp.config[M.name] or {}
  return type(config.cmd) == 'table' and config.cmd[1] or nil
end

---Whether a configuration is enabled; the first 0.11 has no function for it.
---@param name string
function M.is_enabled(name)
  if vim.lsp.is_enabled then
    return vim.lsp.is_enabled(name)
  end
  return (vim.lsp._enabled_configs or {})[name] ~= nil
end

---Why the server cannot be started, if it cannot.
---@return string?
function M.why_not()
  if not vim.lsp.config[M.name] then
    return 'lsp/pypi_ls.lua is not on the runtime path.'
  end
  local program = M.program()
  if program and vim.fn.executable(program) == 0 then
    return ('`%s` is not found; see :checkhealth pypi_ls'):format(program)
  end
end

-- Start a server, or take the one that runs, for a buffer; without one, for none.
local function start(buffer, root)
  local config = vim.deepcopy(vim.lsp.config[M.name])
  config.root_dir = root
  local options = { reuse_client = config.reuse_client }
  if buffer then
    options.bufnr = buffer
  else
    options.attach = false
  end
  return vim.lsp.start(config, options)
end

---Attach a server to a buffer of ours, as opening its file does.
---@param buffer integer
function M.attach(buffer)
  local root = vim.lsp.config[M.name].root_dir
  if type(root) ~= 'function' then
    start(buffer, root)
    return
  end
  root(buffer, function(folder)
    start(buffer, folder)
  end)
end

---Attach a server to all open files of ours that have none.
function M.attach_all()
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and files.is_ours(buffer) and not M.attached(buffer) then
      M.attach(buffer)
    end
  end
end

---The client to ask: the buffer's, else any, else a new one. Says so when there can be none.
---@param buffer integer
function M.client(buffer)
  local client = M.attached(buffer) or M.clients()[1]
  local why_not = not client and M.why_not()
  if why_not then
    words.say(why_not, vim.log.levels.ERROR)
    return nil
  end
  if not client then
    start(nil, files.root(buffer))
    vim.wait(5000, function()
      client = M.clients()[1]
      return client ~= nil
    end, 10)
  end
  if not client then
    words.say('The server does not start; see :checkhealth pypi_ls', vim.log.levels.ERROR)
  end
  return client
end

-- An answer in which null means "not there", as in Lua: from 0.12 on Neovim leaves `vim.NIL` in answers.
local function without_nulls(answer)
  if type(answer) ~= 'table' then
    return answer ~= vim.NIL and answer or nil
  end
  for key, value in pairs(answer) do
    answer[key] = without_nulls(value)
  end
  return answer
end

---Have the server run one of its commands.
---@param command string
---@param argument? table
---@param on_answer fun(answer: table)
---@param buffer? integer whose changes the server has to know
function M.run(command, argument, on_answer, buffer)
  buffer = buffer or vim.api.nvim_get_current_buf()
  local client = M.client(buffer)
  if not client then
    return
  end
  local params = { command = command, arguments = argument and { argument } or {} }
  client:request('workspace/executeCommand', params, function(problem, answer)
    if problem then
      words.say(problem.message, vim.log.levels.ERROR)
    else
      on_answer(without_nulls(answer))
    end
  end, buffer)
end

---Have a server that runs answer a command at once; nil when there is none or it takes longer.
---@param command string
---@param argument? table
---@param patience integer milliseconds
function M.ask_now(command, argument, patience)
  local client = M.attached(0) or M.clients()[1]
  if not client then
    return nil
  end
  local params = { command = command, arguments = argument and { argument } or {} }
  local answer = client:request_sync('workspace/executeCommand', params, patience)
  return answer and without_nulls(answer.result) or nil
end

---What the server says about its state, without the message that it shows beside.
function M.status()
  local client = M.clients()[1]
  if not client then
    return nil
  end
  local handlers = client.handlers
  client.handlers = setmetatable({ ['window/showMessage'] = function() end }, { __index = handlers })
  local status = M.ask_now('pypi.status', nil, 3000)
  client.handlers = handlers
  return status
end

-- End a server: politely first.
local function stop(client)
  stopped_by_us[client.id] = true
  client:stop()
  vim.defer_fn(function()
    if vim.lsp.get_client_by_id(client.id) then
      client:stop(true)
    end
  end, 3000)
end

---End every server and start one anew for the files that are open.
function M.restart()
  local why_not = M.why_not()
  if why_not then
    words.say(why_not, vim.log.levels.ERROR)
    return
  end
  for _, client in ipairs(vim.lsp.get_clients({ name = M.name })) do
    stop(client)
  end
  crashes = {}
  M.attach_all()
  words.say('The server has been started again.')
end

-- Whether a server that ended so was meant to end.
local function was_meant(code, signal, client_id)
  return stopped_by_us[client_id]
    or (code == 0 and signal == 0)
    or signal == 15
    or code == 143
    or vim.v.exiting ~= vim.NIL
end

---Take note of a server's end, and start another one if it was not meant to end.
---@param code integer
---@param signal integer
---@param client_id integer
function M.ended(code, signal, client_id)
  vim.schedule(function()
    if was_meant(code, signal, client_id) then
      return
    end
    local now = os.time()
    crashes = vim.tbl_filter(function(moment)
      return now - moment < a_while
    end, crashes)
    table.insert(crashes, now)
    local pause = pauses[#crashes]
    if not pause then
      words.say('The server keeps ending; see :checkhealth pypi_ls', vim.log.levels.ERROR)
      return
    end
    vim.defer_fn(function()
      M.attach_all()
      words.say('The server had ended and was started again.', vim.log.levels.WARN)
    end, pause)
  end)
end

---Tell once, in a manifest, that the server cannot be started: Neovim itself keeps silent about it.
---@param buffer integer
function M.warn_if_missing(buffer)
  if not M.is_enabled(M.name) or not files.is_ours(buffer) then
    return
  end
  local why_not = M.why_not()
  if why_not then
    vim.notify_once(why_not, vim.log.levels.WARN, { title = 'PyPI' })
  end
end

return M
