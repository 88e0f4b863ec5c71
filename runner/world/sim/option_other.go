//go:build !linux

package sim

// Other systems store the size that was asked for.
const (
	bufferFactor     = 1
	minSendBuffer    = 2048
	minReceiveBuffer = 2048
)

func (s *socket) platformFact(optionKey) (int32, bool) { return 0, false }

func platformTCPOption(int) (standard, bool) { return standard{}, false }
