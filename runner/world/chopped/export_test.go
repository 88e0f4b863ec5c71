package chopped

const HoldTime = holdTime
