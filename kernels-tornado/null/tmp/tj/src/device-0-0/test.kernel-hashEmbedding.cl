#pragma OPENCL EXTENSION cl_khr_fp64 : enable  
#pragma OPENCL EXTENSION cl_khr_fp16 : enable  
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable  
__kernel void hashEmbedding(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *step, __global uchar *table, __global uchar *primes, __global uchar *weights, __global uchar *state, __private int slot, __private int ids)
{
  int i_130, i_129, i_120, i_119, i_122, i_121, i_116, i_118, i_117, i_106, i_108, i_107, i_109, i_97, i_101, i_89, i_92, i_91, i_83, i_72, i_74, i_73, i_76, i_75, i_77, i_64, i_63, i_66, i_65, i_68, i_70, i_60, i_59, i_62, i_61, i_51, i_54, i_53, i_44, i_43, i_46, i_32, i_31, i_38, i_37, i_26, i_25, i_20, i_19, i_8, i_7, i_14, i_13; 
  float f_115, f_114, f_128, f_127; 
  ulong ul_52, ul_87, ul_81, ul_113, ul_18, ul_50, ul_12, ul_42, ul_4, ul_36, ul_6, ul_1, ul_0, ul_96, ul_3, ul_67, ul_2, ul_30, ul_126, ul_24, ul_58; 
  bool b_45, b_69, b_103; 
  long l_27, l_29, l_28, l_33, l_35, l_34, l_39, l_41, l_40, l_47, l_49, l_48, l_55, l_57, l_56, l_71, l_79, l_78, l_80, l_82, l_85, l_84, l_86, l_88, l_90, l_93, l_95, l_94, l_99, l_98, l_100, l_102, l_105, l_104, l_111, l_110, l_112, l_123, l_125, l_124, l_9, l_11, l_10, l_15, l_17, l_16, l_21, l_23, l_22; 

  // BLOCK 0
  ul_0  =  (ulong) step;
  ul_1  =  (ulong) table;
  ul_2  =  (ulong) primes;
  ul_3  =  (ulong) weights;
  ul_4  =  (ulong) state;
  __local int adi_5[256];
  ul_6  =  ul_0 + 16L;
  i_7  =  *((__global int *) ul_6);
  i_8  =  i_7 + 18;
  l_9  =  (long) i_8;
  l_10  =  l_9 + 4L;
  l_11  =  l_10 << 2;
  ul_12  =  ul_1 + l_11;
  i_13  =  *((__global int *) ul_12);
  i_14  =  i_7 + 24;
  l_15  =  (long) i_14;
  l_16  =  l_15 + 4L;
  l_17  =  l_16 << 2;
  ul_18  =  ul_1 + l_17;
  i_19  =  *((__global int *) ul_18);
  i_20  =  i_7 + 23;
  l_21  =  (long) i_20;
  l_22  =  l_21 + 4L;
  l_23  =  l_22 << 2;
  ul_24  =  ul_1 + l_23;
  i_25  =  *((__global int *) ul_24);
  i_26  =  i_7 + 25;
  l_27  =  (long) i_26;
  l_28  =  l_27 + 4L;
  l_29  =  l_28 << 2;
  ul_30  =  ul_1 + l_29;
  i_31  =  *((__global int *) ul_30);
  i_32  =  i_7 + 22;
  l_33  =  (long) i_32;
  l_34  =  l_33 + 4L;
  l_35  =  l_34 << 2;
  ul_36  =  ul_1 + l_35;
  i_37  =  *((__global int *) ul_36);
  i_38  =  i_7 + 17;
  l_39  =  (long) i_38;
  l_40  =  l_39 + 4L;
  l_41  =  l_40 << 2;
  ul_42  =  ul_1 + l_41;
  i_43  =  *((__global int *) ul_42);
  i_44  =  get_group_id(0);
  b_45  =  i_43 < 0;
  if(b_45)
  {
    // BLOCK 1
    i_46  =  -i_43;
    l_47  =  (long) i_46;
    l_48  =  l_47 + 4L;
    l_49  =  l_48 << 2;
    ul_50  =  ul_0 + l_49;
    i_51  =  *((__global int *) ul_50);
    ul_52  =  ul_0 + 24L;
    i_53  =  *((__global int *) ul_52);
    i_54  =  1 - i_43;
    l_55  =  (long) i_54;
    l_56  =  l_55 + 4L;
    l_57  =  l_56 << 2;
    ul_58  =  ul_0 + l_57;
    i_59  =  *((__global int *) ul_58);
    i_60  =  i_44 + i_53;
    i_61  =  i_60 % i_59;
    i_62  =  i_13 * i_61;
    i_63  =  i_62 + i_51;
    i_64  =  i_63;
  }  // B0
  else
  {
    // BLOCK 2
    i_65  =  i_13 * i_44;
    i_66  =  i_65 + i_43;
    i_64  =  i_66;
  }  // B0
  // BLOCK 3 MERGES [2 1 ]
  ul_67  =  ul_0 + 20L;
  i_68  =  *((__global int *) ul_67);
  b_69  =  i_44 < i_68;
  if(b_69)
  {
    // BLOCK 4
    i_70  =  i_13;
  }  // B3
  else
  {
    // BLOCK 5
    i_70  =  0;
  }  // B3
  // BLOCK 6 MERGES [4 5 ]
  l_71  =  (long) i_31;
  i_72  =  i_19 * i_25;
  i_73  =  i_44 + 7;
  i_74  =  get_local_id(0);
  // BLOCK 7 MERGES [6 14 ]
  i_75  =  i_74;
  for(;i_75 < i_72;)
  {
    // BLOCK 8
    i_76  =  i_75 % i_19;
    i_77  =  i_76 + i_25;
    l_78  =  (long) i_77;
    l_79  =  l_78 + 2L;
    l_80  =  l_79 << 3;
    ul_81  =  ul_2 + l_80;
    l_82  =  *((__global long *) ul_81);
    i_83  =  i_75 / i_19;
    l_84  =  (long) i_83;
    l_85  =  l_84 + 2L;
    l_86  =  l_85 << 3;
    ul_87  =  ul_2 + l_86;
    l_88  =  *((__global long *) ul_87);
    i_89  =  (int) l_82;
    // BLOCK 9 MERGES [8 10 ]
    l_90  =  0L;
    i_91  =  0;
    for(;i_91 < i_89;)
    {
      // BLOCK 10
      i_92  =  i_73 - i_91;
      l_93  =  (long) i_92;
      l_94  =  l_93 + 4L;
      l_95  =  l_94 << 2;
      ul_96  =  ul_0 + l_95;
      i_97  =  *((__global int *) ul_96);
      l_98  =  l_90 * l_88;
      l_99  =  (long) i_97;
      l_100  =  l_98 + l_99;
      i_101  =  i_91 + 1;
      l_90  =  l_100;
      i_91  =  i_101;
    }  // B9
    // BLOCK 11
    l_102  =  l_90 % l_71;
    b_103  =  l_102 < 0L;
    if(b_103)
    {
      // BLOCK 12
      l_104  =  l_71 + l_102;
      l_105  =  l_104;
    }  // B11
    else
    {
      // BLOCK 13
      l_105  =  l_102;
    }  // B11
    // BLOCK 14 MERGES [13 12 ]
    i_106  =  (int) l_105;
    adi_5[i_75]  =  i_106;
    i_107  =  i_75 + 64;
    i_75  =  i_107;
  }  // B7
  // BLOCK 15
  barrier(CLK_LOCAL_MEM_FENCE);
  // BLOCK 16 MERGES [15 20 ]
  i_108  =  i_74;
  for(;i_108 < i_70;)
  {
    // BLOCK 17
    i_109  =  i_64 + i_108;
    l_110  =  (long) i_109;
    l_111  =  l_110 + 4L;
    l_112  =  l_111 << 2;
    ul_113  =  ul_4 + l_112;
    f_114  =  *((__global float *) ul_113);
    // BLOCK 18 MERGES [17 19 ]
    f_115  =  f_114;
    i_116  =  0;
    for(;i_116 < i_72;)
    {
      // BLOCK 19
      i_117  =  adi_5[i_116];
      i_118  =  i_116 * i_31;
      i_119  =  i_118 + i_117;
      i_120  =  i_119 * i_13;
      i_121  =  i_120 + i_37;
      i_122  =  i_121 + i_108;
      l_123  =  (long) i_122;
      l_124  =  l_123 + 4L;
      l_125  =  l_124 << 2;
      ul_126  =  ul_3 + l_125;
      f_127  =  *((__global float *) ul_126);
      f_128  =  f_115 + f_127;
      i_129  =  i_116 + 1;
      f_115  =  f_128;
      i_116  =  i_129;
    }  // B18
    // BLOCK 20
    *((__global float *) ul_113)  =  f_115;
    i_130  =  i_108 + 64;
    i_108  =  i_130;
  }  // B16
  // BLOCK 21
  return;
}  //  kernel
