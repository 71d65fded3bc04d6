-- A Neovim like that of the README, pointed at this checkout's server.
vim.opt.runtimepath:prepend(vim.env.TEST_EDITORS .. '/neovim')
vim.o.completeopt = 'menuone,noinsert,popup'
vim.o.swapfile = false
vim.o.shadafile = 'NONE'
vim.lsp.config('pypi', { cmd = { vim.env.TEST_SERVER, '--log-file', vim.env.TEST_LOG } })
vim.lsp.enable('pypi')
vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    vim.lsp.completion.enable(true, event.data.client_id, event.buf, { autotrigger = true })
    vim.api.nvim_echo({ { 'server attached' } }, false, {})
  end,
})
