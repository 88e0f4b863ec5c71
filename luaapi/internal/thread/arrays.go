package thread

import lua "github.com/yuin/gopher-lua"

// maxArray bounds the list part of tables: gopher-lua fills it with nil up to
// the largest key, so that t[50000000] = 1 would take 1 GiB and ten seconds.
// Greater keys go to the hash part. That costs lists longer than this, since
// # ends there; 32 MiB for one careless key is what we are ready to lose.
const maxArray = 1 << 21

// It is a setting of the process that all VMs read without a lock, and so is
// made before there are any.
func init() { lua.MaxArrayIndex = maxArray }
