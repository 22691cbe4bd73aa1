#pragma OPENCL EXTENSION cl_khr_fp64 : enable  
#pragma OPENCL EXTENSION cl_khr_fp16 : enable  
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable  
__kernel void rope(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *step, __global uchar *table, __global uchar *numbers, __global uchar *state, __private int slot)
{
  int i_6, i_5, i_106, i_100, i_88, i_87, i_90, i_89, i_92, i_91, i_94, i_93, i_80, i_79, i_86, i_85, i_73, i_78, i_64, i_63, i_66, i_65, i_56, i_55, i_62, i_61, i_48, i_53, i_42, i_43, i_46, i_45, i_32, i_31, i_34, i_36, i_35, i_37, i_24, i_23, i_26, i_25, i_28, i_27, i_30, i_29, i_18, i_17, i_12, i_11; 
  float f_108, f_107, f_105, f_71, f_99, f_115, f_114, f_113, f_112, f_111, f_110, f_109; 
  ulong ul_52, ul_84, ul_22, ul_54, ul_16, ul_77, ul_44, ul_41, ul_104, ul_10, ul_4, ul_70, ul_1, ul_0, ul_3, ul_2, ul_98, ul_60; 
  bool b_33, b_47, b_72; 
  long l_95, l_97, l_96, l_101, l_39, l_103, l_38, l_102, l_40, l_49, l_51, l_50, l_57, l_59, l_58, l_67, l_69, l_68, l_7, l_9, l_8, l_75, l_74, l_13, l_76, l_15, l_14, l_81, l_19, l_83, l_82, l_21, l_20; 

  // BLOCK 0
  ul_0  =  (ulong) step;
  ul_1  =  (ulong) table;
  ul_2  =  (ulong) numbers;
  ul_3  =  (ulong) state;
  ul_4  =  ul_0 + 16L;
  i_5  =  *((__global int *) ul_4);
  i_6  =  i_5 + 18;
  l_7  =  (long) i_6;
  l_8  =  l_7 + 4L;
  l_9  =  l_8 << 2;
  ul_10  =  ul_1 + l_9;
  i_11  =  *((__global int *) ul_10);
  i_12  =  i_5 + 23;
  l_13  =  (long) i_12;
  l_14  =  l_13 + 4L;
  l_15  =  l_14 << 2;
  ul_16  =  ul_1 + l_15;
  i_17  =  *((__global int *) ul_16);
  i_18  =  i_5 + 17;
  l_19  =  (long) i_18;
  l_20  =  l_19 + 4L;
  l_21  =  l_20 << 2;
  ul_22  =  ul_1 + l_21;
  i_23  =  *((__global int *) ul_22);
  i_24  =  get_global_id(0);
  i_25  =  i_11 + i_17;
  i_26  =  i_25 >> 31;
  i_27  =  i_26 + i_25;
  i_28  =  i_27 >> 1;
  i_29  =  i_24 % i_28;
  i_30  =  i_11 >> 31;
  i_31  =  i_30 + i_11;
  i_32  =  i_31 >> 1;
  b_33  =  i_29 < i_32;
  if(b_33)
  {
    // BLOCK 1
    i_34  =  i_11;
    i_35  =  i_29;
    i_36  =  i_23;
  }  // B0
  else
  {
    // BLOCK 2
    i_37  =  i_5 + 22;
    l_38  =  (long) i_37;
    l_39  =  l_38 + 4L;
    l_40  =  l_39 << 2;
    ul_41  =  ul_1 + l_40;
    i_42  =  *((__global int *) ul_41);
    i_43  =  i_29 - i_32;
    i_34  =  i_17;
    i_35  =  i_43;
    i_36  =  i_42;
  }  // B0
  // BLOCK 3 MERGES [1 2 ]
  ul_44  =  ul_0 + 20L;
  i_45  =  *((__global int *) ul_44);
  i_46  =  i_24 / i_28;
  b_47  =  i_46 < i_45;
  if(b_47)
  {
    // BLOCK 4
    i_48  =  i_5 + 26;
    l_49  =  (long) i_48;
    l_50  =  l_49 + 4L;
    l_51  =  l_50 << 2;
    ul_52  =  ul_1 + l_51;
    i_53  =  *((__global int *) ul_52);
    ul_54  =  ul_0 + 24L;
    i_55  =  *((__global int *) ul_54);
    i_56  =  i_5 + 20;
    l_57  =  (long) i_56;
    l_58  =  l_57 + 4L;
    l_59  =  l_58 << 2;
    ul_60  =  ul_1 + l_59;
    i_61  =  *((__global int *) ul_60);
    i_62  =  i_53 >> 31;
    i_63  =  i_62 + i_53;
    i_64  =  i_63 >> 1;
    i_65  =  i_35 % i_64;
    i_66  =  i_65 + i_61;
    l_67  =  (long) i_66;
    l_68  =  l_67 + 4L;
    l_69  =  l_68 << 2;
    ul_70  =  ul_2 + l_69;
    f_71  =  *((__global float *) ul_70);
    b_72  =  i_36 < 0;
    if(b_72)
    {
      // BLOCK 5
      i_73  =  -i_36;
      l_74  =  (long) i_73;
      l_75  =  l_74 + 4L;
      l_76  =  l_75 << 2;
      ul_77  =  ul_0 + l_76;
      i_78  =  *((__global int *) ul_77);
      i_79  =  *((__global int *) ul_54);
      i_80  =  1 - i_36;
      l_81  =  (long) i_80;
      l_82  =  l_81 + 4L;
      l_83  =  l_82 << 2;
      ul_84  =  ul_0 + l_83;
      i_85  =  *((__global int *) ul_84);
      i_86  =  i_79 + i_46;
      i_87  =  i_86 % i_85;
      i_88  =  i_34 * i_87;
      i_89  =  i_88 + i_78;
      i_90  =  i_89;
    }  // B4
    else
    {
      // BLOCK 6
      i_91  =  i_34 * i_46;
      i_92  =  i_91 + i_36;
      i_90  =  i_92;
    }  // B4
    // BLOCK 7 MERGES [6 5 ]
    i_93  =  i_35 << 1;
    i_94  =  i_93 + i_90;
    l_95  =  (long) i_94;
    l_96  =  l_95 + 4L;
    l_97  =  l_96 << 2;
    ul_98  =  ul_3 + l_97;
    f_99  =  *((__global float *) ul_98);
    i_100  =  i_94 + 1;
    l_101  =  (long) i_100;
    l_102  =  l_101 + 4L;
    l_103  =  l_102 << 2;
    ul_104  =  ul_3 + l_103;
    f_105  =  *((__global float *) ul_104);
    i_106  =  i_55 + i_46;
    f_107  =  (float) i_106;
    f_108  =  f_71 * f_107;
    f_109  =  native_cos(f_108);
    f_110  =  f_109 * f_99;
    f_111  =  native_sin(f_108);
    f_112  =  f_111 * f_105;
    f_113  =  f_110 - f_112;
    *((__global float *) ul_98)  =  f_113;
    f_114  =  f_109 * f_105;
    f_115  =  fma(f_111, f_99, f_114);
    *((__global float *) ul_104)  =  f_115;
  }  // B3
  else
  {
    // BLOCK 8
  }  // B3
  // BLOCK 9 MERGES [8 7 ]
  return;
}  //  kernel
