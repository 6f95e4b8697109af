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

// func dots16(out *[4]int32, x, y *int16, stride, n int)
// multiplies x with four rows from y on, stride numbers apart, n being a multiple of 16.
TEXT ·dots16(SB), NOSPLIT, $0-40
	MOVQ x+8(FP), SI
	MOVQ y+16(FP), R8
	MOVQ stride+24(FP), DX
	MOVQ n+32(FP), CX
	SHLQ $1, DX
	SHLQ $1, CX
	LEAQ (R8)(DX*1), R9
	LEAQ (R9)(DX*1), R10
	LEAQ (R10)(DX*1), R11
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	XORQ AX, AX
	JMP  sixteens

sixteen:
	VMOVDQU  (SI)(AX*1), Y4
	VPMADDWD (R8)(AX*1), Y4, Y5
	VPMADDWD (R9)(AX*1), Y4, Y6
	VPMADDWD (R10)(AX*1), Y4, Y7
	VPMADDWD (R11)(AX*1), Y4, Y8
	VPADDD   Y5, Y0, Y0
	VPADDD   Y6, Y1, Y1
	VPADDD   Y7, Y2, Y2
	VPADDD   Y8, Y3, Y3
	ADDQ     $32, AX

sixteens:
	CMPQ AX, CX
	JLT  sixteen
	VPHADDD      Y1, Y0, Y0
	VPHADDD      Y3, Y2, Y2
	VPHADDD      Y2, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPADDD       X1, X0, X0
	MOVQ         out+0(FP), DI
	VMOVDQU      X0, (DI)
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
