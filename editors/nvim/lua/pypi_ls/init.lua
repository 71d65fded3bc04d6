-- What the commands do: `:PypiSearch`, `:PypiAdd`, `:PypiPage`, `:PypiRefresh`, `:PypiStatus`, `:PypiRestart`.

local server = require('pypi_ls.server')
local target = require('pypi_ls.target')
local words = require('pypi_ls.words')

local M = {}

M.constraints = { 'none', 'minimum', 'compatible', 'exact' }

-- Whether lists are Neovim's own, which print everything below each other.
local function is_plain_select()
  return debug.getinfo(vim.ui.select, 'S').source:match('vim/ui%.lua$') ~= nil
end

-- What stands above the list: what was searched for, and, where there is room, in what.
local function title(query, answer)
  local fixes = vim.tbl_map(function(pair)
    return ('%s, not %s'):format(pair[2], pair[1])
  end, answer.corrections)
  local said = 'PyPI: ' .. query
  if #fixes > 0 then
    said = ('%s (%s)'):format(said, table.concat(fixes, '; '))
  end
  local searched = words.in_our_words(answer.searched):gsub('; ', ';\n')
  return is_plain_select() and said .. '\n' .. searched or said
end

local function show(query, answer, buffer)
  if #answer.items == 0 then
    words.say(('Nothing found for “%s”. %s'):format(query, answer.searched))
    return
  end
  local options = {
    prompt = title(query, answer),
    kind = 'pypi_search',
    format_item = words.project_rows(answer.items, vim.o.columns - 6, is_plain_select()),
  }
  vim.ui.select(answer.items, options, function(item)
    if item then
      M.add(item.name, nil, buffer)
    end
  end)
end

---Search for projects, and add the one that is chosen.
---@param query string words or a name; asks when it is empty
function M.search(query)
  if vim.trim(query) == '' then
    vim.ui.input({ prompt = 'Search PyPI: ' }, function(typed)
      if typed and vim.trim(typed) ~= '' then
        M.search(typed)
      end
    end)
    return
  end
  local buffer = vim.api.nvim_get_current_buf()
  local limit = is_plain_select() and math.max(vim.o.lines - 7, 5) or 50
  server.run('pypi.search', { query = query, limit = limit }, function(answer)
    show(query, answer, buffer)
  end, buffer)
end

-- Say how it went; in a file that has just been opened for it, go to the line.
local function tell(answer, buffer, origin)
  words.say(answer.message, answer.applied and vim.log.levels.INFO or vim.log.levels.WARN)
  local line = answer.line
  if type(line) == 'number' and buffer ~= origin and buffer == vim.api.nvim_get_current_buf() then
    vim.api.nvim_win_set_cursor(0, { math.min(line + 1, vim.api.nvim_buf_line_count(buffer)), 0 })
  end
end

-- Add to one place of a manifest.
local function add_to(buffer, origin, wanted)
  server.run('pypi.add', wanted, function(answer)
    tell(answer, buffer, origin)
  end, buffer)
end

---Add a project to this manifest, or to the project's; asks where when there are several places.
---@param name string
---@param constraint? string one of M.constraints; by default what the settings say
---@param buffer? integer
function M.add(name, constraint, buffer)
  local origin = buffer or vim.api.nvim_get_current_buf()
  target.pick(origin, function(manifest)
    local wanted = { uri = vim.uri_from_bufnr(manifest), name = name, constraint = constraint }
    server.run('pypi.places', { uri = wanted.uri }, function(answer)
      if #answer.places < 2 then
        add_to(manifest, origin, wanted)
        return
      end
      local options = { prompt = ('Add %s to'):format(name), kind = 'pypi_place', format_item = words.place_row }
      vim.ui.select(answer.places, options, function(place)
        if place then
          wanted.place = place.id
          add_to(manifest, origin, wanted)
        end
      end)
    end, manifest)
  end)
end

-- What is asked for: a name, or what stands under the cursor.
local function asked_for(name, buffer)
  local client = server.attached(buffer)
  local wanted = { name = name ~= '' and name or nil, uri = client and vim.uri_from_bufnr(buffer) }
  if name == '' and client then
    wanted.position = vim.lsp.util.make_position_params(0, client.offset_encoding).position
  end
  return wanted
end

---Open a project's page in the browser.
---@param name string the project under the cursor when it is empty
function M.page(name)
  local buffer = vim.api.nvim_get_current_buf()
  local wanted = asked_for(name, buffer)
  if not wanted.name and not wanted.position then
    words.say('Name a project: `:PypiPage requests`, or put the cursor on one in a manifest.', vim.log.levels.WARN)
    return
  end
  server.run('pypi.page', wanted, function(answer)
    M.open(answer)
  end, buffer)
end

---Open the address that the server found, or say why there is none.
function M.open(answer)
  local url = type(answer.url) == 'string' and answer.url or ''
  if type(answer.name) ~= 'string' then
    words.say('There is no project under the cursor.', vim.log.levels.WARN)
  elseif not url:match('^https?://') then
    words.say(('No page of %s is known; hovering it says why.'):format(answer.name), vim.log.levels.WARN)
  else
    local _, problem = vim.ui.open(url)
    words.say((problem and 'Open it yourself: ' or 'Opened ') .. url)
  end
end

---Download the list of names now. The server says how it went.
function M.refresh()
  server.run('pypi.refresh', nil, function() end)
end

---Have the server say which index it asks, and how old the list is.
function M.status()
  server.run('pypi.status', nil, function() end)
end

M.restart = server.restart

---Names for the command line, the best first.
---@param typed string
---@return string[]
function M.names(typed)
  if typed == '' then
    return {}
  end
  local answer = server.ask_now('pypi.search', { query = typed, limit = 20 }, 2000)
  return vim.tbl_map(function(item)
    return item.name
  end, answer and answer.items or {})
end

return M
