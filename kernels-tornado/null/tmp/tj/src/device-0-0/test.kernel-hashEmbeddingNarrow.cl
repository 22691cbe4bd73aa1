#pragma OPENCL EXTENSION cl_khr_fp64 : enable  
#pragma OPENCL EXTENSION cl_khr_fp16 : enable  
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable  
__kernel void hashEmbeddingNarrow(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *step, __global uchar *table, __global uchar *primes, __global uchar *numbers, __global uchar *weights, __global uchar *state, __private int slot, __private int ids)
{
  int i_130, i_129, i_132, i_131, i_134, i_133, i_120, i_119, i_122, i_121, i_124, i_123, i_118, i_117, i_108, i_107, i_110, i_109, i_98, i_102, i_90, i_92, i_93, i_84, i_71, i_74, i_73, i_76, i_75, i_78, i_77, i_64, i_63, i_66, i_65, i_67, i_69, i_55, i_60, i_62, i_61, i_47, i_52, i_54, i_39, i_44, i_45, i_32, i_33, i_38, i_26, i_27, i_144, i_15, i_145, i_20, i_21, i_8, i_9, i_140, i_14, i_141; 
  float f_139, f_116, f_115, f_143, f_142; 
  ulong ul_53, ul_51, ul_114, ul_43, ul_37, ul_97, ul_31, ul_25, ul_88, ul_19, ul_82, ul_13, ul_137, ul_136, ul_138, ul_5, ul_4, ul_68, ul_7, ul_135, ul_1, ul_0, ul_128, ul_3, ul_2, ul_59; 
  bool b_46, b_70, b_104; 
  long l_24, l_29, l_28, l_30, l_35, l_34, l_36, l_41, l_40, l_42, l_49, l_48, l_50, l_57, l_56, l_58, l_72, l_79, l_81, l_80, l_83, l_85, l_87, l_86, l_89, l_91, l_95, l_94, l_96, l_99, l_101, l_100, l_103, l_105, l_106, l_111, l_113, l_112, l_125, l_127, l_126, l_11, l_10, l_12, l_17, l_16, l_18, l_23, l_22; 

  // BLOCK 0
  ul_0  =  (ulong) step;
  ul_1  =  (ulong) table;
  ul_2  =  (ulong) primes;
  ul_3  =  (ulong) numbers;
  ul_4  =  (ulong) weights;
  ul_5  =  (ulong) state;
  __local int adi_6[256];
  ul_7  =  ul_0 + 16L;
  i_8  =  *((__global int *) ul_7);
  i_9  =  i_8 + 18;
  l_10  =  (long) i_9;
  l_11  =  l_10 + 4L;
  l_12  =  l_11 << 2;
  ul_13  =  ul_1 + l_12;
  i_14  =  *((__global int *) ul_13);
  i_15  =  i_8 + 24;
  l_16  =  (long) i_15;
  l_17  =  l_16 + 4L;
  l_18  =  l_17 << 2;
  ul_19  =  ul_1 + l_18;
  i_20  =  *((__global int *) ul_19);
  i_21  =  i_8 + 23;
  l_22  =  (long) i_21;
  l_23  =  l_22 + 4L;
  l_24  =  l_23 << 2;
  ul_25  =  ul_1 + l_24;
  i_26  =  *((__global int *) ul_25);
  i_27  =  i_8 + 25;
  l_28  =  (long) i_27;
  l_29  =  l_28 + 4L;
  l_30  =  l_29 << 2;
  ul_31  =  ul_1 + l_30;
  i_32  =  *((__global int *) ul_31);
  i_33  =  i_8 + 22;
  l_34  =  (long) i_33;
  l_35  =  l_34 + 4L;
  l_36  =  l_35 << 2;
  ul_37  =  ul_1 + l_36;
  i_38  =  *((__global int *) ul_37);
  i_39  =  i_8 + 17;
  l_40  =  (long) i_39;
  l_41  =  l_40 + 4L;
  l_42  =  l_41 << 2;
  ul_43  =  ul_1 + l_42;
  i_44  =  *((__global int *) ul_43);
  i_45  =  get_group_id(0);
  b_46  =  i_44 < 0;
  if(b_46)
  {
    // BLOCK 1
    i_47  =  -i_44;
    l_48  =  (long) i_47;
    l_49  =  l_48 + 4L;
    l_50  =  l_49 << 2;
    ul_51  =  ul_0 + l_50;
    i_52  =  *((__global int *) ul_51);
    ul_53  =  ul_0 + 24L;
    i_54  =  *((__global int *) ul_53);
    i_55  =  1 - i_44;
    l_56  =  (long) i_55;
    l_57  =  l_56 + 4L;
    l_58  =  l_57 << 2;
    ul_59  =  ul_0 + l_58;
    i_60  =  *((__global int *) ul_59);
    i_61  =  i_45 + i_54;
    i_62  =  i_61 % i_60;
    i_63  =  i_14 * i_62;
    i_64  =  i_63 + i_52;
    i_65  =  i_64;
  }  // B0
  else
  {
    // BLOCK 2
    i_66  =  i_14 * i_45;
    i_67  =  i_66 + i_44;
    i_65  =  i_67;
  }  // B0
  // BLOCK 3 MERGES [2 1 ]
  ul_68  =  ul_0 + 20L;
  i_69  =  *((__global int *) ul_68);
  b_70  =  i_45 < i_69;
  if(b_70)
  {
    // BLOCK 4
    i_71  =  i_14;
  }  // B3
  else
  {
    // BLOCK 5
    i_71  =  0;
  }  // B3
  // BLOCK 6 MERGES [4 5 ]
  l_72  =  (long) i_32;
  i_73  =  i_20 * i_26;
  i_74  =  i_45 + 7;
  i_75  =  get_local_id(0);
  // BLOCK 7 MERGES [6 14 ]
  i_76  =  i_75;
  for(;i_76 < i_73;)
  {
    // BLOCK 8
    i_77  =  i_76 % i_20;
    i_78  =  i_77 + i_26;
    l_79  =  (long) i_78;
    l_80  =  l_79 + 2L;
    l_81  =  l_80 << 3;
    ul_82  =  ul_2 + l_81;
    l_83  =  *((__global long *) ul_82);
    i_84  =  i_76 / i_20;
    l_85  =  (long) i_84;
    l_86  =  l_85 + 2L;
    l_87  =  l_86 << 3;
    ul_88  =  ul_2 + l_87;
    l_89  =  *((__global long *) ul_88);
    i_90  =  (int) l_83;
    // BLOCK 9 MERGES [8 10 ]
    l_91  =  0L;
    i_92  =  0;
    for(;i_92 < i_90;)
    {
      // BLOCK 10
      i_93  =  i_74 - i_92;
      l_94  =  (long) i_93;
      l_95  =  l_94 + 4L;
      l_96  =  l_95 << 2;
      ul_97  =  ul_0 + l_96;
      i_98  =  *((__global int *) ul_97);
      l_99  =  l_91 * l_89;
      l_100  =  (long) i_98;
      l_101  =  l_99 + l_100;
      i_102  =  i_92 + 1;
      l_91  =  l_101;
      i_92  =  i_102;
    }  // B9
    // BLOCK 11
    l_103  =  l_91 % l_72;
    b_104  =  l_103 < 0L;
    if(b_104)
    {
      // BLOCK 12
      l_105  =  l_72 + l_103;
      l_106  =  l_105;
    }  // B11
    else
    {
      // BLOCK 13
      l_106  =  l_103;
    }  // B11
    // BLOCK 14 MERGES [13 12 ]
    i_107  =  (int) l_106;
    adi_6[i_76]  =  i_107;
    i_108  =  i_76 + 64;
    i_76  =  i_108;
  }  // B7
  // BLOCK 15
  barrier(CLK_LOCAL_MEM_FENCE);
  // BLOCK 16 MERGES [15 20 ]
  i_109  =  i_75;
  for(;i_109 < i_71;)
  {
    // BLOCK 17
    i_110  =  i_65 + i_109;
    l_111  =  (long) i_110;
    l_112  =  l_111 + 4L;
    l_113  =  l_112 << 2;
    ul_114  =  ul_5 + l_113;
    f_115  =  *((__global float *) ul_114);
    // BLOCK 18 MERGES [17 19 ]
    f_116  =  f_115;
    i_117  =  0;
    for(;i_117 < i_73;)
    {
      // BLOCK 19
      i_118  =  adi_6[i_117];
      i_119  =  i_117 * i_32;
      i_120  =  i_119 + i_118;
      i_121  =  i_120 * i_14;
      i_122  =  i_121 + i_38;
      i_123  =  i_122 + i_109;
      i_124  =  i_123 >> 1;
      l_125  =  (long) i_124;
      l_126  =  l_125 + 4L;
      l_127  =  l_126 << 2;
      ul_128  =  ul_4 + l_127;
      i_129  =  *((__global int *) ul_128);
      i_130  =  i_123 & 1;
      i_131  =  i_130 << 4;
      i_132  =  i_129 >> i_131;
      i_133  =  i_132 >> 7;
      i_134  =  i_133 & 511;
      ul_135  =  i_134 & 4294967295UL;
      ul_136  =  ul_135 + 4L;
      ul_137  =  ul_136 << 2;
      ul_138  =  ul_3 + ul_137;
      f_139  =  *((__global float *) ul_138);
      i_140  =  i_132 & 127;
      i_141  =  i_140 + 128;
      f_142  =  (float) i_141;
      f_143  =  fma(f_139, f_142, f_116);
      i_144  =  i_117 + 1;
      f_116  =  f_143;
      i_117  =  i_144;
    }  // B18
    // BLOCK 20
    *((__global float *) ul_114)  =  f_116;
    i_145  =  i_109 + 64;
    i_109  =  i_145;
  }  // B16
  // BLOCK 21
  return;
}  //  kernel
