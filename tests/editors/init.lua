-- A Neovim set up as docs/editors/neovim.md says, pointed at this checkout's server.
vim.opt.runtimepath:append(vim.env.TEST_EDITORS .. '/nvim')
vim.lsp.enable('pypi_ls')
vim.o.completeopt = 'menuone,noinsert,popup'
vim.o.swapfile = false
vim.o.shadafile = 'NONE'
vim.o.background = 'dark' -- or newer ones ask the terminal
vim.g.loaded_python3_provider = 0 -- looking for it takes seconds on a busy machine
if vim.env.TEST_SERVER then
  vim.lsp.config('pypi_ls', { cmd = { vim.env.TEST_SERVER, '--log-file', vim.env.TEST_LOG } })
end
vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    vim.lsp.completion.enable(true, event.data.client_id, event.buf, { autotrigger = true })
    vim.api.nvim_echo({ { 'server attached' } }, false, {})
  end,
})
-- What a test wants besides.
if vim.env.TEST_LUA then
  assert(loadstring(vim.env.TEST_LUA))()
end
