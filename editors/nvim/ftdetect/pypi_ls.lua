-- Neovim takes requirements-dev.txt (up to 0.11) and most constraints files for plain text.

local starts = {
  '[Rr]equirements.*', -- requirements-dev.txt
  '.*[Rr]equirements', -- dev-requirements.txt
  '.*/[Rr]equirements/[^/]+', -- requirements/base.txt
  '[Cc]onstraints.*', -- constraints-3.12.txt
  '.*[-_.][Cc]onstraints.*', -- upper-constraints.txt
}

local patterns = {}
for _, start in ipairs(starts) do
  for _, ending in ipairs({ 'txt', 'in', 'pip' }) do
    patterns[start .. '%.' .. ending] = 'requirements'
  end
end

vim.filetype.add({ pattern = patterns })
