#pragma OPENCL EXTENSION cl_khr_fp64 : enable  
#pragma OPENCL EXTENSION cl_khr_fp16 : enable  
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable  
__kernel void entropy(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *step, __global uchar *table, __global uchar *state, __private int slot)
{
  int i_65, i_68, i_6, i_120, i_119, i_62, i_61, i_116, i_51, i_115, i_54, i_118, i_53, i_117, i_40, i_39, i_103, i_41, i_108, i_43, i_110, i_45, i_109, i_96, i_34, i_36, i_35, i_38, i_37, i_101, i_87, i_28, i_27, i_29, i_93, i_18, i_84, i_19, i_83, i_22, i_72, i_7, i_73, i_12, i_13; 
  float f_71, f_70, f_69, f_67, f_66, f_129, f_64, f_128, f_127, f_92, f_91, f_90, f_89, f_88, f_86, f_82, f_81, f_80, f_79, f_78, f_60, f_59, f_122, f_121, f_52, f_50; 
  ulong ul_20, ul_17, ul_49, ul_114, ul_77, ul_11, ul_107, ul_42, ul_5, ul_100, ul_1, ul_33, ul_0, ul_2, ul_126, ul_26, ul_58; 
  bool b_94, b_63, b_95, b_44, b_21, b_85, b_102; 
  long l_25, l_24, l_31, l_30, l_97, l_32, l_99, l_98, l_105, l_104, l_106, l_47, l_111, l_46, l_113, l_48, l_112, l_55, l_57, l_56, l_123, l_125, l_124, l_9, l_8, l_75, l_10, l_74, l_76, l_15, l_14, l_16, l_23; 

  // BLOCK 0
  ul_0  =  (ulong) step;
  ul_1  =  (ulong) table;
  ul_2  =  (ulong) state;
  __local float adf_3[64];
  __local float adf_4[64];
  ul_5  =  ul_0 + 16L;
  i_6  =  *((__global int *) ul_5);
  i_7  =  i_6 + 18;
  l_8  =  (long) i_7;
  l_9  =  l_8 + 4L;
  l_10  =  l_9 << 2;
  ul_11  =  ul_1 + l_10;
  i_12  =  *((__global int *) ul_11);
  i_13  =  i_6 + 16;
  l_14  =  (long) i_13;
  l_15  =  l_14 + 4L;
  l_16  =  l_15 << 2;
  ul_17  =  ul_1 + l_16;
  i_18  =  *((__global int *) ul_17);
  i_19  =  get_group_id(0);
  ul_20  =  ul_0 + 24L;
  b_21  =  i_18 < 0;
  if(b_21)
  {
    // BLOCK 1
    i_22  =  -i_18;
    l_23  =  (long) i_22;
    l_24  =  l_23 + 4L;
    l_25  =  l_24 << 2;
    ul_26  =  ul_0 + l_25;
    i_27  =  *((__global int *) ul_26);
    i_28  =  *((__global int *) ul_20);
    i_29  =  1 - i_18;
    l_30  =  (long) i_29;
    l_31  =  l_30 + 4L;
    l_32  =  l_31 << 2;
    ul_33  =  ul_0 + l_32;
    i_34  =  *((__global int *) ul_33);
    i_35  =  i_19 + i_28;
    i_36  =  i_35 % i_34;
    i_37  =  i_12 * i_36;
    i_38  =  i_37 + i_27;
    i_39  =  i_38;
  }  // B0
  else
  {
    // BLOCK 2
    i_40  =  i_12 * i_19;
    i_41  =  i_40 + i_18;
    i_39  =  i_41;
  }  // B0
  // BLOCK 3 MERGES [2 1 ]
  ul_42  =  ul_0 + 20L;
  i_43  =  *((__global int *) ul_42);
  b_44  =  i_19 < i_43;
  if(b_44)
  {
    // BLOCK 4
    i_45  =  i_12;
  }  // B3
  else
  {
    // BLOCK 5
    i_45  =  0;
  }  // B3
  // BLOCK 6 MERGES [4 5 ]
  l_46  =  (long) i_39;
  l_47  =  l_46 + 4L;
  l_48  =  l_47 << 2;
  ul_49  =  ul_2 + l_48;
  f_50  =  *((__global float *) ul_49);
  i_51  =  get_local_id(0);
  // BLOCK 7 MERGES [6 8 ]
  f_52  =  f_50;
  i_53  =  i_51;
  for(;i_53 < i_45;)
  {
    // BLOCK 8
    i_54  =  i_53 + i_39;
    l_55  =  (long) i_54;
    l_56  =  l_55 + 4L;
    l_57  =  l_56 << 2;
    ul_58  =  ul_2 + l_57;
    f_59  =  *((__global float *) ul_58);
    f_60  =  fmax(f_52, f_59);
    i_61  =  i_53 + 64;
    f_52  =  f_60;
    i_53  =  i_61;
  }  // B7
  // BLOCK 9
  adf_3[i_51]  =  f_52;
  barrier(CLK_LOCAL_MEM_FENCE);
  // BLOCK 10 MERGES [9 14 ]
  i_62  =  32;
  for(;i_62 >= 1;)
  {
    // BLOCK 11
    b_63  =  i_51 < i_62;
    if(b_63)
    {
      // BLOCK 12
      f_64  =  adf_3[i_51];
      i_65  =  i_62 + i_51;
      f_66  =  adf_3[i_65];
      f_67  =  fmax(f_64, f_66);
      adf_3[i_51]  =  f_67;
    }  // B11
    else
    {
      // BLOCK 13
    }  // B11
    // BLOCK 14 MERGES [13 12 ]
    barrier(CLK_LOCAL_MEM_FENCE);
    i_68  =  i_62 >> 1;
    i_62  =  i_68;
  }  // B10
  // BLOCK 15
  f_69  =  adf_3[0];
  barrier(CLK_LOCAL_MEM_FENCE);
  // BLOCK 16 MERGES [15 17 ]
  f_70  =  0.0F;
  f_71  =  0.0F;
  i_72  =  i_51;
  for(;i_72 < i_45;)
  {
    // BLOCK 17
    i_73  =  i_72 + i_39;
    l_74  =  (long) i_73;
    l_75  =  l_74 + 4L;
    l_76  =  l_75 << 2;
    ul_77  =  ul_2 + l_76;
    f_78  =  *((__global float *) ul_77);
    f_79  =  f_78 - f_69;
    f_80  =  exp(f_79);
    f_81  =  fma(f_79, f_80, f_71);
    f_82  =  f_70 + f_80;
    i_83  =  i_72 + 64;
    f_70  =  f_82;
    f_71  =  f_81;
    i_72  =  i_83;
  }  // B16
  // BLOCK 18
  adf_3[i_51]  =  f_70;
  adf_4[i_51]  =  f_71;
  barrier(CLK_LOCAL_MEM_FENCE);
  // BLOCK 19 MERGES [18 23 ]
  i_84  =  32;
  for(;i_84 >= 1;)
  {
    // BLOCK 20
    b_85  =  i_51 < i_84;
    if(b_85)
    {
      // BLOCK 21
      f_86  =  adf_3[i_51];
      i_87  =  i_84 + i_51;
      f_88  =  adf_3[i_87];
      f_89  =  f_86 + f_88;
      adf_3[i_51]  =  f_89;
      f_90  =  adf_4[i_51];
      f_91  =  adf_4[i_87];
      f_92  =  f_90 + f_91;
      adf_4[i_51]  =  f_92;
    }  // B20
    else
    {
      // BLOCK 22
    }  // B20
    // BLOCK 23 MERGES [22 21 ]
    barrier(CLK_LOCAL_MEM_FENCE);
    i_93  =  i_84 >> 1;
    i_84  =  i_93;
  }  // B19
  // BLOCK 24
  b_94  =  i_51 == 0;
  if(b_94)
  {
    // BLOCK 25
    b_95  =  i_45 < 1;
    if(b_95)
    {
      // BLOCK 26
      return;
    }  // B25
    else
    {
      // BLOCK 27
      i_96  =  i_6 + 17;
      l_97  =  (long) i_96;
      l_98  =  l_97 + 4L;
      l_99  =  l_98 << 2;
      ul_100  =  ul_1 + l_99;
      i_101  =  *((__global int *) ul_100);
      b_102  =  i_101 < 0;
      if(b_102)
      {
        // BLOCK 28
        i_103  =  -i_101;
        l_104  =  (long) i_103;
        l_105  =  l_104 + 4L;
        l_106  =  l_105 << 2;
        ul_107  =  ul_0 + l_106;
        i_108  =  *((__global int *) ul_107);
        i_109  =  *((__global int *) ul_20);
        i_110  =  1 - i_101;
        l_111  =  (long) i_110;
        l_112  =  l_111 + 4L;
        l_113  =  l_112 << 2;
        ul_114  =  ul_0 + l_113;
        i_115  =  *((__global int *) ul_114);
        i_116  =  i_109 + i_19;
        i_117  =  i_116 % i_115;
        i_118  =  i_108 + i_117;
        i_119  =  i_118;
      }  // B27
      else
      {
        // BLOCK 29
        i_120  =  i_19 + i_101;
        i_119  =  i_120;
      }  // B27
      // BLOCK 30 MERGES [29 28 ]
      f_121  =  adf_3[0];
      f_122  =  adf_4[0];
      l_123  =  (long) i_119;
      l_124  =  l_123 + 4L;
      l_125  =  l_124 << 2;
      ul_126  =  ul_2 + l_125;
      f_127  =  log(f_121);
      f_128  =  f_122 / f_121;
      f_129  =  f_127 - f_128;
      *((__global float *) ul_126)  =  f_129;
    }  // B25
  }  // B24
  else
  {
    // BLOCK 31
  }  // B24
  // BLOCK 32 MERGES [31 26 30 ]
  return;
}  //  kernel
