package thread

import (
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// gopher-lua makes two values of the number of each round of a numeric for:
// one that it counts with, and one for the script. They may be the same.

// numbersOffset is where the registers have their memory for numbers, and
// there the numbers that are used of it: a slice that is appended to.
var allocatorOffset, numbersOffset = findAllocator()

func findAllocator() (allocator, numbers uintptr) {
	registers, _ := reflect.TypeFor[lua.LState]().FieldByName("reg")
	field, _ := registers.Type.Elem().FieldByName("alloc")
	return field.Offset, offset(field.Type.Elem(), "fptrs")
}

var ownAllocatorOffset = offset(reflect.TypeFor[lua.LState](), "alloc")

func allocatorOf(p unsafe.Pointer, at uintptr) *unsafe.Pointer {
	return (*unsafe.Pointer)(unsafe.Add(p, at))
}

// nextRound goes on with the numeric for whose registers begin at from, if that
// does go on.
func nextRound(array []lua.LValue, from int, r registers) bool {
	if from+4 > len(array) {
		return false
	}
	v := array[from : from+4 : from+4]
	next, ok := goesOn(v)
	if ok {
		v[0] = r.number(next)
		v[3] = v[0]
	}
	return ok
}

// goesOn returns the number of the next round of a loop with this number,
// limit and step.
func goesOn(v []lua.LValue) (next float64, ok bool) {
	now, isNow := v[0].(lua.LNumber)
	limit, isLimit := v[1].(lua.LNumber)
	step, isStep := v[2].(lua.LNumber)
	now += step
	return float64(now), isNow && isLimit && isStep && (step > 0 && now <= limit || step <= 0 && now >= limit)
}

// number returns n as a value, in the memory that gopher-lua has for those
// that it computes.
func (r registers) number(n float64) lua.LValue {
	if p := smallNumber(n); p != nil {
		return number(p)
	}
	allocator := *allocatorOf(r.p, allocatorOffset)
	numbers := (*[]float64)(unsafe.Add(allocator, numbersOffset))
	if len(*numbers) == cap(*numbers) {
		*numbers = make([]float64, 0, together)
	}
	*numbers = append(*numbers, n)
	return number(&(*numbers)[len(*numbers)-1])
}
