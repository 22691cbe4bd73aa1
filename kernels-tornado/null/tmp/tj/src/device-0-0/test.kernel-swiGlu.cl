#pragma OPENCL EXTENSION cl_khr_fp64 : enable  
#pragma OPENCL EXTENSION cl_khr_fp16 : enable  
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable  
__kernel void swiGlu(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *step, __global uchar *table, __global uchar *state, __private int slot)
{
  int i_4, i_5, i_104, i_103, i_106, i_105, i_108, i_107, i_109, i_96, i_95, i_97, i_102, i_88, i_90, i_83, i_72, i_71, i_74, i_73, i_76, i_75, i_77, i_64, i_63, i_65, i_70, i_56, i_58, i_51, i_40, i_39, i_42, i_41, i_44, i_43, i_45, i_32, i_31, i_38, i_37, i_25, i_30, i_16, i_22, i_21, i_10, i_12, i_14, i_13; 
  float f_118, f_117, f_116, f_115, f_50, f_82, f_114; 
  ulong ul_20, ul_23, ul_55, ul_87, ul_49, ul_81, ul_113, ul_9, ul_11, ul_69, ul_101, ul_36, ul_1, ul_0, ul_3, ul_2, ul_29, ul_62, ul_94; 
  bool b_15, b_57, b_89, b_24; 
  long l_27, l_91, l_26, l_93, l_28, l_92, l_33, l_35, l_99, l_34, l_98, l_100, l_47, l_111, l_46, l_110, l_48, l_112, l_53, l_52, l_54, l_59, l_61, l_60, l_67, l_66, l_68, l_7, l_6, l_8, l_79, l_78, l_17, l_80, l_19, l_18, l_85, l_84, l_86; 

  // BLOCK 0
  ul_0  =  (ulong) step;
  ul_1  =  (ulong) table;
  ul_2  =  (ulong) state;
  ul_3  =  ul_0 + 16L;
  i_4  =  *((__global int *) ul_3);
  i_5  =  i_4 + 18;
  l_6  =  (long) i_5;
  l_7  =  l_6 + 4L;
  l_8  =  l_7 << 2;
  ul_9  =  ul_1 + l_8;
  i_10  =  *((__global int *) ul_9);
  ul_11  =  ul_0 + 20L;
  i_12  =  *((__global int *) ul_11);
  i_13  =  get_global_id(0);
  i_14  =  i_13 / i_10;
  b_15  =  i_14 < i_12;
  if(b_15)
  {
    // BLOCK 1
    i_16  =  i_4 + 16;
    l_17  =  (long) i_16;
    l_18  =  l_17 + 4L;
    l_19  =  l_18 << 2;
    ul_20  =  ul_1 + l_19;
    i_21  =  *((__global int *) ul_20);
    i_22  =  i_10 * i_14;
    ul_23  =  ul_0 + 24L;
    b_24  =  i_21 < 0;
    if(b_24)
    {
      // BLOCK 2
      i_25  =  -i_21;
      l_26  =  (long) i_25;
      l_27  =  l_26 + 4L;
      l_28  =  l_27 << 2;
      ul_29  =  ul_0 + l_28;
      i_30  =  *((__global int *) ul_29);
      i_31  =  *((__global int *) ul_23);
      i_32  =  1 - i_21;
      l_33  =  (long) i_32;
      l_34  =  l_33 + 4L;
      l_35  =  l_34 << 2;
      ul_36  =  ul_0 + l_35;
      i_37  =  *((__global int *) ul_36);
      i_38  =  i_31 + i_14;
      i_39  =  i_38 % i_37;
      i_40  =  i_39 * i_10;
      i_41  =  i_40 + i_30;
      i_42  =  i_41;
    }  // B1
    else
    {
      // BLOCK 3
      i_43  =  i_22 + i_21;
      i_42  =  i_43;
    }  // B1
    // BLOCK 4 MERGES [3 2 ]
    i_44  =  i_13 % i_10;
    i_45  =  i_42 + i_44;
    l_46  =  (long) i_45;
    l_47  =  l_46 + 4L;
    l_48  =  l_47 << 2;
    ul_49  =  ul_2 + l_48;
    f_50  =  *((__global float *) ul_49);
    i_51  =  i_4 + 22;
    l_52  =  (long) i_51;
    l_53  =  l_52 + 4L;
    l_54  =  l_53 << 2;
    ul_55  =  ul_1 + l_54;
    i_56  =  *((__global int *) ul_55);
    b_57  =  i_56 < 0;
    if(b_57)
    {
      // BLOCK 5
      i_58  =  -i_56;
      l_59  =  (long) i_58;
      l_60  =  l_59 + 4L;
      l_61  =  l_60 << 2;
      ul_62  =  ul_0 + l_61;
      i_63  =  *((__global int *) ul_62);
      i_64  =  *((__global int *) ul_23);
      i_65  =  1 - i_56;
      l_66  =  (long) i_65;
      l_67  =  l_66 + 4L;
      l_68  =  l_67 << 2;
      ul_69  =  ul_0 + l_68;
      i_70  =  *((__global int *) ul_69);
      i_71  =  i_64 + i_14;
      i_72  =  i_71 % i_70;
      i_73  =  i_72 * i_10;
      i_74  =  i_73 + i_63;
      i_75  =  i_74;
    }  // B4
    else
    {
      // BLOCK 6
      i_76  =  i_22 + i_56;
      i_75  =  i_76;
    }  // B4
    // BLOCK 7 MERGES [6 5 ]
    i_77  =  i_75 + i_44;
    l_78  =  (long) i_77;
    l_79  =  l_78 + 4L;
    l_80  =  l_79 << 2;
    ul_81  =  ul_2 + l_80;
    f_82  =  *((__global float *) ul_81);
    i_83  =  i_4 + 17;
    l_84  =  (long) i_83;
    l_85  =  l_84 + 4L;
    l_86  =  l_85 << 2;
    ul_87  =  ul_1 + l_86;
    i_88  =  *((__global int *) ul_87);
    b_89  =  i_88 < 0;
    if(b_89)
    {
      // BLOCK 8
      i_90  =  -i_88;
      l_91  =  (long) i_90;
      l_92  =  l_91 + 4L;
      l_93  =  l_92 << 2;
      ul_94  =  ul_0 + l_93;
      i_95  =  *((__global int *) ul_94);
      i_96  =  *((__global int *) ul_23);
      i_97  =  1 - i_88;
      l_98  =  (long) i_97;
      l_99  =  l_98 + 4L;
      l_100  =  l_99 << 2;
      ul_101  =  ul_0 + l_100;
      i_102  =  *((__global int *) ul_101);
      i_103  =  i_96 + i_14;
      i_104  =  i_103 % i_102;
      i_105  =  i_104 * i_10;
      i_106  =  i_105 + i_95;
      i_107  =  i_106;
    }  // B7
    else
    {
      // BLOCK 9
      i_108  =  i_22 + i_88;
      i_107  =  i_108;
    }  // B7
    // BLOCK 10 MERGES [9 8 ]
    i_109  =  i_107 + i_44;
    l_110  =  (long) i_109;
    l_111  =  l_110 + 4L;
    l_112  =  l_111 << 2;
    ul_113  =  ul_2 + l_112;
    f_114  =  -f_50;
    f_115  =  exp(f_114);
    f_116  =  f_115 + 1.0F;
    f_117  =  f_50 / f_116;
    f_118  =  f_117 * f_82;
    *((__global float *) ul_113)  =  f_118;
  }  // B0
  else
  {
    // BLOCK 11
  }  // B0
  // BLOCK 12 MERGES [11 10 ]
  return;
}  //  kernel
