//go:build !linux

package sim

// Other systems store the size that was asked for.
const (
	bufferFactor     = 1
	minSendBuffer    = 2048
	minReceiveBuffer = 2048
)

// The flags that only Linux has.
const more, truncate = 0, 0

var platformRules []rule

func (s *socket) platformFact(optionKey) (int32, bool) { return 0, false }

func (s *socket) credentials() []byte { return nil }
