-- Neovim's own client, with clangd on the same buffer where it is installed:
-- nvim --headless -u NONE -i NONE -n -c 'luafile neovim.lua' (WEAKSPOT, CLANGD and PROJECT are in the environment).
local root = os.getenv('PROJECT')
vim.cmd('edit ' .. root .. '/main.cpp')
vim.bo.filetype = 'cpp'
local buffer = vim.api.nvim_get_current_buf()

local function say(text) io.stdout:write(text .. '\n') end
local function wait(what, test)
  if vim.wait(300000, test, 50) then return end
  say('never: ' .. what)
  vim.cmd('cquit')
end

local warnings = 0
vim.notify = function() warnings = warnings + 1 end

local function start(name, cmd)
  local id = vim.lsp.start_client({ name = name, cmd = cmd, root_dir = root })
  vim.lsp.buf_attach_client(buffer, id)
  return id
end

local weakspot = start('weakspot', { os.getenv('WEAKSPOT'), 'lsp' })
if os.getenv('CLANGD') ~= '' then start('clangd', { os.getenv('CLANGD'), '--background-index=false' }) end

local function ours()
  return vim.tbl_filter(function(d) return d.source == 'weakspot' end, vim.diagnostic.get(buffer))
end
wait('a diagnostic', function() return #ours() == 1 end)
for _, d in ipairs(ours()) do
  say(string.format('%d:%d %s %s', d.lnum + 1, d.col, d.code or d.user_data.lsp.code, d.message))
end

local client = vim.lsp.get_client_by_id(weakspot)
local function actions()
  local at = { line = ours()[1].lnum, character = 0 }
  local reply = client.request_sync('textDocument/codeAction', {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    range = { start = at, ['end'] = at },
    context = { diagnostics = {} },
  }, 60000, buffer)
  return reply.result
end
local preferred
wait('a fix', function()
  preferred = vim.tbl_filter(function(a) return a.isPreferred end, actions())[1]
  return preferred ~= nil
end)
say(preferred.title:match('^[^:]*: [^:]*::[^:]*'))
vim.lsp.util.apply_workspace_edit(preferred.edit, client.offset_encoding)
for _, name in ipairs({ 'node.h', 'child.cpp' }) do
  local other = vim.fn.bufadd(root .. '/' .. name)
  for _, line in ipairs(vim.api.nvim_buf_get_lines(other, 0, -1, false)) do
    if line:find('weak') or line:find('lock') then say(name .. ': ' .. vim.trim(line)) end
  end
end
vim.cmd('wall')
-- The other files were not open when they were changed: tell as a watching client does.
client.notify('textDocument/didSave', { textDocument = { uri = vim.uri_from_bufnr(buffer) } })
wait('the end of it', function() return #ours() == 0 end)
say('diagnostics left: ' .. #ours() .. ', warnings: ' .. warnings)
vim.cmd('qall!')
