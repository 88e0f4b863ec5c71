package luaapi_test

import "testing"

// TestDecompressedSizeIsBounded: without max, what a peer sends in 16 KiB may
// not become more than 16 MiB.
func TestDecompressedSizeIsBounded(t *testing.T) {
	t.Parallel()
	_, err := run(t, `
		local large = zlib.compress(("\0"):rep(2 ^ 24 + 1))
		expect.error(function() zlib.decompress(large) end, "there are more than 16777216 bytes")
		expect.error(function() zlib.decompressobj():decompress(large) end, "there are more than 16777216 bytes")
		expect.equal(#zlib.decompress(large, {max = 2 ^ 24 + 1}), 2 ^ 24 + 1)`)
	if err != nil {
		t.Error(err)
	}
}
