-- What people are told, and how the rows of a list look.

local M = {}

local widest_name, widest_version = 32, 14

---Tell something, in one sentence.
---@param text string
---@param level? integer one of vim.log.levels
function M.say(text, level)
  vim.cmd.redraw() -- so that what stood there before does not ask for Enter
  vim.notify(M.in_our_words(text), level or vim.log.levels.INFO, { title = 'PyPI' })
end

---A sentence of the server's, with the commands as they are called here.
---@param text string
function M.in_our_words(text)
  return (text:gsub('`pypi%.refresh`', '`:PypiRefresh`'))
end

---Tell what the server wants to be told (LSP 3.17, `window/showMessage`).
function M.show_message(params)
  local types, levels = vim.lsp.protocol.MessageType, vim.log.levels
  local level = ({ [types.Error] = levels.ERROR, [types.Warning] = levels.WARN })[params.type]
  M.say(params.message, level)
end

---A text of a given width, shortened or padded.
---@param text string
---@param width integer
function M.fit(text, width)
  local own = vim.fn.strdisplaywidth(text)
  if own <= width then
    return text .. (' '):rep(width - own)
  end
  local kept = vim.fn.strcharlen(text)
  repeat
    kept = kept - 1
  until kept <= 0 or vim.fn.strdisplaywidth(vim.fn.strcharpart(text, 0, kept)) < width
  return vim.fn.strcharpart(text, 0, math.max(kept, 0)) .. '…'
end

-- What speaks for or against a project, in a word.
local function remark(item)
  local words = {}
  if item.status and item.status ~= 'active' then
    table.insert(words, item.status)
  end
  if item.installed then
    table.insert(words, 'installed' .. (item.installed ~= item.version and ' ' .. item.installed or ''))
  end
  return #words > 0 and ' [' .. table.concat(words, ', ') .. ']' or ''
end

local function widest(items, key, limit)
  local width = 0
  for _, item in ipairs(items) do
    width = math.max(width, vim.fn.strdisplaywidth(item[key] or ''))
  end
  return math.min(width, limit)
end

---Return a function that turns a found project into a row: name, version, summary, in columns.
---@param items table[] all rows of the list
---@param width integer what a row may take
---@param numbered boolean whether the list puts a number before each row
function M.project_rows(items, width, numbered)
  local name = widest(items, 'name', widest_name)
  local version = widest(items, 'version', widest_version)
  local places = {}
  for place, item in ipairs(items) do
    places[item] = place
  end
  return function(item)
    local is_short = numbered and #items > 9 and places[item] < 10
    local head = (is_short and ' ' or '') .. M.fit(item.name, name) .. '  '
    if version > 0 then
      head = head .. M.fit(item.version or '', version) .. '  '
    end
    local left = width - vim.fn.strdisplaywidth(head .. remark(item))
    return (head .. M.fit(item.summary or '', math.max(left, 10)) .. remark(item)):match('^(.-)%s*$')
  end
end

---A place that a dependency may go to, as a row.
function M.place_row(place)
  local count = place.count == 0 and 'empty' or place.count == 1 and '1 entry' or place.count .. ' entries'
  return ('%s  %s, %s'):format(place.label, place.detail, count)
end

---A path as people read it.
---@param path string
function M.short(path)
  return vim.fn.fnamemodify(path, ':~:.')
end

---A moment as people say it: 3 days ago.
---@param seconds integer how long ago
function M.ago(seconds)
  for _, unit in ipairs({ { 86400, 'day' }, { 3600, 'hour' }, { 60, 'minute' } }) do
    local count = math.floor(seconds / unit[1])
    if count > 0 then
      return ('%d %s%s ago'):format(count, unit[2], count > 1 and 's' or '')
    end
  end
  return 'just now'
end

---A number with its thousands apart: 880,123.
---@param number integer
function M.grouped(number)
  local digits = tostring(math.floor(number)):reverse():gsub('(%d%d%d)', '%1,'):reverse()
  return (digits:gsub('^,', ''))
end

return M
