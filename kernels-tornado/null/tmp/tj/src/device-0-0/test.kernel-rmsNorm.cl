#pragma OPENCL EXTENSION cl_khr_fp64 : enable  
#pragma OPENCL EXTENSION cl_khr_fp16 : enable  
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable  
__kernel void rmsNorm(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *step, __global uchar *table, __global uchar *numbers, __global uchar *state, __private int slot)
{
  int i_132, i_6, i_120, i_119, i_126, i_118, i_103, i_106, i_108, i_100, i_99, i_88, i_87, i_89, i_92, i_91, i_80, i_79, i_81, i_83, i_86, i_85, i_76, i_75, i_78, i_77, i_63, i_68, i_70, i_69, i_56, i_55, i_61, i_50, i_49, i_52, i_51, i_54, i_53, i_42, i_44, i_43, i_32, i_31, i_34, i_33, i_37, i_24, i_25, i_30, i_18, i_19, i_7, i_12, i_139, i_13; 
  float f_107, f_138, f_105, f_137, f_104, f_102, f_131, f_98, f_97, f_125, f_90, f_117, f_116, f_115, f_114, f_113; 
  ulong ul_23, ul_17, ul_48, ul_112, ul_82, ul_41, ul_136, ul_11, ul_74, ul_5, ul_1, ul_0, ul_96, ul_3, ul_35, ul_67, ul_2, ul_130, ul_29, ul_60, ul_124; 
  bool b_36, b_84, b_62, b_101; 
  long l_27, l_26, l_93, l_28, l_95, l_94, l_39, l_38, l_40, l_45, l_109, l_47, l_111, l_46, l_110, l_57, l_121, l_59, l_123, l_58, l_122, l_127, l_65, l_129, l_64, l_128, l_66, l_133, l_71, l_135, l_134, l_9, l_73, l_8, l_72, l_10, l_15, l_14, l_16, l_21, l_20, l_22; 

  // BLOCK 0
  ul_0  =  (ulong) step;
  ul_1  =  (ulong) table;
  ul_2  =  (ulong) numbers;
  ul_3  =  (ulong) state;
  __local float adf_4[64];
  ul_5  =  ul_0 + 16L;
  i_6  =  *((__global int *) ul_5);
  i_7  =  i_6 + 18;
  l_8  =  (long) i_7;
  l_9  =  l_8 + 4L;
  l_10  =  l_9 << 2;
  ul_11  =  ul_1 + l_10;
  i_12  =  *((__global int *) ul_11);
  i_13  =  i_6 + 19;
  l_14  =  (long) i_13;
  l_15  =  l_14 + 4L;
  l_16  =  l_15 << 2;
  ul_17  =  ul_1 + l_16;
  i_18  =  *((__global int *) ul_17);
  i_19  =  i_6 + 20;
  l_20  =  (long) i_19;
  l_21  =  l_20 + 4L;
  l_22  =  l_21 << 2;
  ul_23  =  ul_1 + l_22;
  i_24  =  *((__global int *) ul_23);
  i_25  =  i_6 + 16;
  l_26  =  (long) i_25;
  l_27  =  l_26 + 4L;
  l_28  =  l_27 << 2;
  ul_29  =  ul_1 + l_28;
  i_30  =  *((__global int *) ul_29);
  i_31  =  i_12 * i_18;
  i_32  =  get_group_id(0);
  i_33  =  i_32 / i_18;
  i_34  =  i_31 * i_33;
  ul_35  =  ul_0 + 24L;
  b_36  =  i_30 < 0;
  if(b_36)
  {
    // BLOCK 1
    i_37  =  -i_30;
    l_38  =  (long) i_37;
    l_39  =  l_38 + 4L;
    l_40  =  l_39 << 2;
    ul_41  =  ul_0 + l_40;
    i_42  =  *((__global int *) ul_41);
    i_43  =  *((__global int *) ul_35);
    i_44  =  1 - i_30;
    l_45  =  (long) i_44;
    l_46  =  l_45 + 4L;
    l_47  =  l_46 << 2;
    ul_48  =  ul_0 + l_47;
    i_49  =  *((__global int *) ul_48);
    i_50  =  i_43 + i_33;
    i_51  =  i_50 % i_49;
    i_52  =  i_51 * i_31;
    i_53  =  i_52 + i_42;
    i_54  =  i_53;
  }  // B0
  else
  {
    // BLOCK 2
    i_55  =  i_34 + i_30;
    i_54  =  i_55;
  }  // B0
  // BLOCK 3 MERGES [2 1 ]
  i_56  =  i_6 + 17;
  l_57  =  (long) i_56;
  l_58  =  l_57 + 4L;
  l_59  =  l_58 << 2;
  ul_60  =  ul_1 + l_59;
  i_61  =  *((__global int *) ul_60);
  b_62  =  i_61 < 0;
  if(b_62)
  {
    // BLOCK 4
    i_63  =  -i_61;
    l_64  =  (long) i_63;
    l_65  =  l_64 + 4L;
    l_66  =  l_65 << 2;
    ul_67  =  ul_0 + l_66;
    i_68  =  *((__global int *) ul_67);
    i_69  =  *((__global int *) ul_35);
    i_70  =  1 - i_61;
    l_71  =  (long) i_70;
    l_72  =  l_71 + 4L;
    l_73  =  l_72 << 2;
    ul_74  =  ul_0 + l_73;
    i_75  =  *((__global int *) ul_74);
    i_76  =  i_69 + i_33;
    i_77  =  i_76 % i_75;
    i_78  =  i_77 * i_31;
    i_79  =  i_78 + i_68;
    i_80  =  i_79;
  }  // B3
  else
  {
    // BLOCK 5
    i_81  =  i_34 + i_61;
    i_80  =  i_81;
  }  // B3
  // BLOCK 6 MERGES [5 4 ]
  ul_82  =  ul_0 + 20L;
  i_83  =  *((__global int *) ul_82);
  b_84  =  i_33 < i_83;
  if(b_84)
  {
    // BLOCK 7
    i_85  =  i_12;
  }  // B6
  else
  {
    // BLOCK 8
    i_85  =  0;
  }  // B6
  // BLOCK 9 MERGES [7 8 ]
  i_86  =  i_32 % i_18;
  i_87  =  i_86 * i_12;
  i_88  =  i_87 + i_54;
  i_89  =  get_local_id(0);
  // BLOCK 10 MERGES [9 11 ]
  f_90  =  0.0F;
  i_91  =  i_89;
  for(;i_91 < i_85;)
  {
    // BLOCK 11
    i_92  =  i_88 + i_91;
    l_93  =  (long) i_92;
    l_94  =  l_93 + 4L;
    l_95  =  l_94 << 2;
    ul_96  =  ul_3 + l_95;
    f_97  =  *((__global float *) ul_96);
    f_98  =  fma(f_97, f_97, f_90);
    i_99  =  i_91 + 64;
    f_90  =  f_98;
    i_91  =  i_99;
  }  // B10
  // BLOCK 12
  adf_4[i_89]  =  f_90;
  barrier(CLK_LOCAL_MEM_FENCE);
  // BLOCK 13 MERGES [12 17 ]
  i_100  =  32;
  for(;i_100 >= 1;)
  {
    // BLOCK 14
    b_101  =  i_89 < i_100;
    if(b_101)
    {
      // BLOCK 15
      f_102  =  adf_4[i_89];
      i_103  =  i_100 + i_89;
      f_104  =  adf_4[i_103];
      f_105  =  f_102 + f_104;
      adf_4[i_89]  =  f_105;
    }  // B14
    else
    {
      // BLOCK 16
    }  // B14
    // BLOCK 17 MERGES [16 15 ]
    barrier(CLK_LOCAL_MEM_FENCE);
    i_106  =  i_100 >> 1;
    i_100  =  i_106;
  }  // B13
  // BLOCK 18
  f_107  =  adf_4[0];
  i_108  =  i_24 + i_12;
  l_109  =  (long) i_108;
  l_110  =  l_109 + 4L;
  l_111  =  l_110 << 2;
  ul_112  =  ul_2 + l_111;
  f_113  =  *((__global float *) ul_112);
  f_114  =  (float) i_12;
  f_115  =  f_107 / f_114;
  f_116  =  f_115 + f_113;
  f_117  =  rsqrt(f_116);
  i_118  =  i_80 + i_87;
  // BLOCK 19 MERGES [18 20 ]
  i_119  =  i_89;
  for(;i_119 < i_85;)
  {
    // BLOCK 20
    i_120  =  i_88 + i_119;
    l_121  =  (long) i_120;
    l_122  =  l_121 + 4L;
    l_123  =  l_122 << 2;
    ul_124  =  ul_3 + l_123;
    f_125  =  *((__global float *) ul_124);
    i_126  =  i_119 + i_24;
    l_127  =  (long) i_126;
    l_128  =  l_127 + 4L;
    l_129  =  l_128 << 2;
    ul_130  =  ul_2 + l_129;
    f_131  =  *((__global float *) ul_130);
    i_132  =  i_118 + i_119;
    l_133  =  (long) i_132;
    l_134  =  l_133 + 4L;
    l_135  =  l_134 << 2;
    ul_136  =  ul_3 + l_135;
    f_137  =  f_117 * f_125;
    f_138  =  f_137 * f_131;
    *((__global float *) ul_136)  =  f_138;
    i_139  =  i_119 + 64;
    i_119  =  i_139;
  }  // B19
  // BLOCK 21
  return;
}  //  kernel
