//go:build !noasm

#include "textflag.h"

// func axpy8(a float32, x, y *float32, n int)
// adds a·x to y, n being a multiple of 8. It multiplies and then adds, since one instruction for
// both would round differently.
TEXT ·axpy8(SB), NOSPLIT, $0-32
	VBROADCASTSS a+0(FP), Y0
	MOVQ x+8(FP), SI
	MOVQ y+16(FP), DI
	MOVQ n+24(FP), CX
	SHLQ $2, CX
	XORQ AX, AX
	MOVQ CX, DX
	ANDQ $-64, DX
	JMP  pairs

pair:
	VMULPS  (SI)(AX*1), Y0, Y1
	VMULPS  32(SI)(AX*1), Y0, Y2
	VADDPS  (DI)(AX*1), Y1, Y1
	VADDPS  32(DI)(AX*1), Y2, Y2
	VMOVUPS Y1, (DI)(AX*1)
	VMOVUPS Y2, 32(DI)(AX*1)
	ADDQ    $64, AX

pairs:
	CMPQ AX, DX
	JLT  pair
	CMPQ AX, CX
	JGE  done
	VMULPS  (SI)(AX*1), Y0, Y1
	VADDPS  (DI)(AX*1), Y1, Y1
	VMOVUPS Y1, (DI)(AX*1)

done:
	VZEROUPPER
	RET

// func dots8(out *[4]float32, x, y *float32, stride, n int)
// multiplies x with four rows from y on, stride numbers apart, n being a multiple of 8.
TEXT ·dots8(SB), NOSPLIT, $0-40
	MOVQ x+8(FP), SI
	MOVQ y+16(FP), R8
	MOVQ stride+24(FP), DX
	MOVQ n+32(FP), CX
	SHLQ $2, DX
	SHLQ $2, CX
	LEAQ (R8)(DX*1), R9
	LEAQ (R9)(DX*1), R10
	LEAQ (R10)(DX*1), R11
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	XORQ AX, AX
	JMP  eights

eight:
	VMOVUPS     (SI)(AX*1), Y4
	VFMADD231PS (R8)(AX*1), Y4, Y0
	VFMADD231PS (R9)(AX*1), Y4, Y1
	VFMADD231PS (R10)(AX*1), Y4, Y2
	VFMADD231PS (R11)(AX*1), Y4, Y3
	ADDQ        $32, AX

eights:
	CMPQ AX, CX
	JLT  eight
	VHADDPS      Y1, Y0, Y0
	VHADDPS      Y3, Y2, Y2
	VHADDPS      Y2, Y0, Y0
	VEXTRACTF128 $1, Y0, X1
	VADDPS       X1, X0, X0
	MOVQ         out+0(FP), DI
	VMOVUPS      X0, (DI)
	VZEROUPPER
	RET

// func axpyBytes8(a, weight float32, x *byte, y *float32, n int)
// adds a·(weight·x) to y, x being signed bytes and n a multiple of 8.
TEXT ·axpyBytes8(SB), NOSPLIT, $0-32
	VBROADCASTSS a+0(FP), Y0
	VBROADCASTSS weight+4(FP), Y1
	MOVQ x+8(FP), SI
	MOVQ y+16(FP), DI
	MOVQ n+24(FP), CX
	XORQ AX, AX
	JMP  bytes

eight:
	VPMOVSXBD (SI)(AX*1), Y2
	VCVTDQ2PS Y2, Y2
	VMULPS    Y1, Y2, Y2
	VMULPS    Y0, Y2, Y2
	VADDPS    (DI)(AX*4), Y2, Y2
	VMOVUPS   Y2, (DI)(AX*4)
	ADDQ      $8, AX

bytes:
	CMPQ AX, CX
	JLT  eight
	VZEROUPPER
	RET

// func gather8(out *[8]float32, rows *byte, index *int32, values *float32, n int)
// adds up n rows of eight signed bytes, those of the index, each times its value.
TEXT ·gather8(SB), NOSPLIT, $0-40
	MOVQ rows+8(FP), SI
	MOVQ index+16(FP), R8
	MOVQ values+24(FP), R9
	MOVQ n+32(FP), CX
	VXORPS Y0, Y0, Y0
	XORQ AX, AX
	JMP  rows

row:
	MOVLQSX      (R8)(AX*4), DX
	VPMOVSXBD    (SI)(DX*8), Y2
	VCVTDQ2PS    Y2, Y2
	VBROADCASTSS (R9)(AX*4), Y1
	VMULPS       Y1, Y2, Y2
	VADDPS       Y2, Y0, Y0
	INCQ         AX

rows:
	CMPQ AX, CX
	JLT  row
	MOVQ    out+0(FP), DI
	VMOVUPS Y0, (DI)
	VZEROUPPER
	RET
