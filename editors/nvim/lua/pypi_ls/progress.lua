-- Shows how far a download of the list of names is, in the line below.
--
-- `vim.g.pypi_ls_progress = false` leaves it to your status line or to a plugin.

local M = {}

---What to show for a step of the protocol's (LSP 3.17, "Work Done Progress").
---@param value table
function M.text(value)
  if value.kind == 'end' then
    return ''
  end
  local percentage = value.percentage and ('%d%%'):format(value.percentage)
  return table.concat(vim.tbl_filter(function(part)
    return part ~= nil and part ~= ''
  end, { value.title or '', value.message or '', percentage or '' }), ', ')
end

---Show one step.
---@param event table of the autocommand LspProgress
function M.show(event)
  local client = vim.lsp.get_client_by_id(event.data.client_id)
  if not client or client.name ~= 'pypi_ls' or vim.g.pypi_ls_progress == false then
    return
  end
  local text = M.text(event.data.params.value)
  -- What does not fit would ask for Enter.
  local shown = vim.fn.strcharpart(text, 0, math.max(vim.v.echospace, 10))
  vim.api.nvim_echo({ { shown } }, false, {})
  vim.cmd.redraw()
end

return M
