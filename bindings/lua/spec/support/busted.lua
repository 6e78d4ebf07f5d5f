-- Debian's busted names its interpreter; this starts the same runner on LuaJIT. Its own care for
-- ffi is left out: it remembers types by their text alone, which makes all "$ *" one type. Modules
-- that are loaded here stay loaded for all specs, and so does what they declare.
package.loaded["busted.luajit"] = function() end
require "support.helper"
require "busted.runner" { standalone = false }
