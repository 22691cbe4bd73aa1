#pragma OPENCL EXTENSION cl_khr_fp64 : enable  
#pragma OPENCL EXTENSION cl_khr_fp16 : enable  
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable  
__kernel void embeddingNarrow(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *step, __global uchar *table, __global uchar *numbers, __global uchar *weights, __global uchar *state, __private int slot, __private int ids)
{
  int i_68, i_67, i_6, i_70, i_69, i_56, i_55, i_58, i_57, i_60, i_59, i_62, i_61, i_50, i_52, i_51, i_54, i_53, i_42, i_44, i_45, i_35, i_37, i_24, i_23, i_30, i_29, i_16, i_15, i_18, i_84, i_83, i_72, i_7, i_71, i_12, i_14, i_78; 
  float f_86, f_85, f_77; 
  ulong ul_22, ul_49, ul_82, ul_13, ul_76, ul_41, ul_73, ul_11, ul_43, ul_75, ul_74, ul_5, ul_4, ul_1, ul_0, ul_3, ul_2, ul_34, ul_66, ul_28; 
  bool b_17, b_36; 
  long l_25, l_27, l_26, l_31, l_63, l_33, l_65, l_32, l_64, l_39, l_38, l_9, l_8, l_40, l_10, l_47, l_79, l_46, l_81, l_48, l_80, l_19, l_21, l_20; 

  // BLOCK 0
  ul_0  =  (ulong) step;
  ul_1  =  (ulong) table;
  ul_2  =  (ulong) numbers;
  ul_3  =  (ulong) weights;
  ul_4  =  (ulong) state;
  ul_5  =  ul_0 + 16L;
  i_6  =  *((__global int *) ul_5);
  i_7  =  i_6 + 18;
  l_8  =  (long) i_7;
  l_9  =  l_8 + 4L;
  l_10  =  l_9 << 2;
  ul_11  =  ul_1 + l_10;
  i_12  =  *((__global int *) ul_11);
  ul_13  =  ul_0 + 20L;
  i_14  =  *((__global int *) ul_13);
  i_15  =  get_global_id(0);
  i_16  =  i_15 / i_12;
  b_17  =  i_16 < i_14;
  if(b_17)
  {
    // BLOCK 1
    i_18  =  i_6 + 22;
    l_19  =  (long) i_18;
    l_20  =  l_19 + 4L;
    l_21  =  l_20 << 2;
    ul_22  =  ul_1 + l_21;
    i_23  =  *((__global int *) ul_22);
    i_24  =  i_16 + 3;
    l_25  =  (long) i_24;
    l_26  =  l_25 + 4L;
    l_27  =  l_26 << 2;
    ul_28  =  ul_0 + l_27;
    i_29  =  *((__global int *) ul_28);
    i_30  =  i_6 + 17;
    l_31  =  (long) i_30;
    l_32  =  l_31 + 4L;
    l_33  =  l_32 << 2;
    ul_34  =  ul_1 + l_33;
    i_35  =  *((__global int *) ul_34);
    b_36  =  i_35 < 0;
    if(b_36)
    {
      // BLOCK 2
      i_37  =  -i_35;
      l_38  =  (long) i_37;
      l_39  =  l_38 + 4L;
      l_40  =  l_39 << 2;
      ul_41  =  ul_0 + l_40;
      i_42  =  *((__global int *) ul_41);
      ul_43  =  ul_0 + 24L;
      i_44  =  *((__global int *) ul_43);
      i_45  =  1 - i_35;
      l_46  =  (long) i_45;
      l_47  =  l_46 + 4L;
      l_48  =  l_47 << 2;
      ul_49  =  ul_0 + l_48;
      i_50  =  *((__global int *) ul_49);
      i_51  =  i_44 + i_16;
      i_52  =  i_51 % i_50;
      i_53  =  i_52 * i_12;
      i_54  =  i_53 + i_42;
      i_55  =  i_54;
    }  // B1
    else
    {
      // BLOCK 3
      i_56  =  i_12 * i_16;
      i_57  =  i_56 + i_35;
      i_55  =  i_57;
    }  // B1
    // BLOCK 4 MERGES [3 2 ]
    i_58  =  i_29 * i_12;
    i_59  =  i_58 + i_23;
    i_60  =  i_15 % i_12;
    i_61  =  i_59 + i_60;
    i_62  =  i_61 >> 1;
    l_63  =  (long) i_62;
    l_64  =  l_63 + 4L;
    l_65  =  l_64 << 2;
    ul_66  =  ul_3 + l_65;
    i_67  =  *((__global int *) ul_66);
    i_68  =  i_61 & 1;
    i_69  =  i_68 << 4;
    i_70  =  i_67 >> i_69;
    i_71  =  i_70 >> 7;
    i_72  =  i_71 & 511;
    ul_73  =  i_72 & 4294967295UL;
    ul_74  =  ul_73 + 4L;
    ul_75  =  ul_74 << 2;
    ul_76  =  ul_2 + ul_75;
    f_77  =  *((__global float *) ul_76);
    i_78  =  i_55 + i_60;
    l_79  =  (long) i_78;
    l_80  =  l_79 + 4L;
    l_81  =  l_80 << 2;
    ul_82  =  ul_4 + l_81;
    i_83  =  i_70 & 127;
    i_84  =  i_83 + 128;
    f_85  =  (float) i_84;
    f_86  =  f_77 * f_85;
    *((__global float *) ul_82)  =  f_86;
  }  // B0
  else
  {
    // BLOCK 5
  }  // B0
  // BLOCK 6 MERGES [5 4 ]
  return;
}  //  kernel
