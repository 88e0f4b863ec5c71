package opcode

// A comparison that a statement asserts, as in assert(#x == 3), has its two
// operands in hidden local variables, so that they are still there when assert
// is told that it does not hold. Their names begin with Left and Right; behind
// that stands the operand as the source has it, nothing for a constant.
const (
	Left  = "(left) "
	Right = "(right) "
)
