// Package codecs is the Lua module "codec": text encodings. They are in
// luaapi/wire/charset.
package codecs
