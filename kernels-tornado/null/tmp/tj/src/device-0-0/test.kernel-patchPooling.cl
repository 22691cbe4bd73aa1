#pragma OPENCL EXTENSION cl_khr_fp64 : enable  
#pragma OPENCL EXTENSION cl_khr_fp16 : enable  
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable  
__kernel void patchPooling(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *step, __global uchar *table, __global uchar *state, __private int slot, __private int begins, __private int ends)
{
  int i_64, i_63, i_66, i_65, i_4, i_5, i_58, i_60, i_62, i_61, i_48, i_47, i_50, i_49, i_51, i_39, i_44, i_46, i_96, i_95, i_34, i_98, i_33, i_97, i_100, i_99, i_102, i_101, i_88, i_89, i_28, i_27, i_94, i_16, i_79, i_81, i_22, i_86, i_21, i_10, i_74, i_73, i_12, i_14, i_13; 
  float f_59, f_57, f_56, f_72, f_71; 
  ulong ul_85, ul_20, ul_55, ul_87, ul_78, ul_9, ul_11, ul_43, ul_106, ul_38, ul_70, ul_1, ul_0, ul_32, ul_3, ul_2, ul_93, ul_26; 
  bool b_45, b_15, b_80; 
  long l_25, l_24, l_91, l_90, l_29, l_92, l_31, l_30, l_35, l_37, l_36, l_103, l_41, l_105, l_40, l_104, l_42, l_53, l_52, l_54, l_67, l_69, l_68, l_7, l_6, l_8, l_75, l_77, l_76, l_17, l_19, l_83, l_18, l_82, l_84, l_23; 

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
    i_22  =  i_14 + 3;
    l_23  =  (long) i_22;
    l_24  =  l_23 + 4L;
    l_25  =  l_24 << 2;
    ul_26  =  ul_0 + l_25;
    i_27  =  *((__global int *) ul_26);
    i_28  =  i_14 + 6;
    l_29  =  (long) i_28;
    l_30  =  l_29 + 4L;
    l_31  =  l_30 << 2;
    ul_32  =  ul_0 + l_31;
    i_33  =  *((__global int *) ul_32);
    i_34  =  1 - i_21;
    l_35  =  (long) i_34;
    l_36  =  l_35 + 4L;
    l_37  =  l_36 << 2;
    ul_38  =  ul_0 + l_37;
    i_39  =  -i_21;
    l_40  =  (long) i_39;
    l_41  =  l_40 + 4L;
    l_42  =  l_41 << 2;
    ul_43  =  ul_0 + l_42;
    i_44  =  i_13 % i_10;
    b_45  =  i_27 < i_33;
    if(b_45)
    {
      // BLOCK 2
      i_46  =  *((__global int *) ul_43);
      i_47  =  *((__global int *) ul_38);
      i_48  =  i_27 % i_47;
      i_49  =  i_48 * i_10;
      i_50  =  i_49 + i_46;
      i_51  =  i_50 + i_44;
      l_52  =  (long) i_51;
      l_53  =  l_52 + 4L;
      l_54  =  l_53 << 2;
      ul_55  =  ul_2 + l_54;
      f_56  =  *((__global float *) ul_55);
      f_57  =  f_56;
    }  // B1
    else
    {
      // BLOCK 3
      f_57  =  0.0F;
    }  // B1
    // BLOCK 4 MERGES [2 3 ]
    i_58  =  i_27 + 1;
    f_59  =  f_57;
    // BLOCK 5 MERGES [4 6 ]
    f_59  =  f_57;
    i_60  =  i_58;
    for(;i_60 < i_33;)
    {
      // BLOCK 6
      i_61  =  *((__global int *) ul_43);
      i_62  =  *((__global int *) ul_38);
      i_63  =  i_60 % i_62;
      i_64  =  i_63 * i_10;
      i_65  =  i_64 + i_61;
      i_66  =  i_65 + i_44;
      l_67  =  (long) i_66;
      l_68  =  l_67 + 4L;
      l_69  =  l_68 << 2;
      ul_70  =  ul_2 + l_69;
      f_71  =  *((__global float *) ul_70);
      f_72  =  fmax(f_59, f_71);
      i_73  =  i_60 + 1;
      f_59  =  f_72;
      i_60  =  i_73;
    }  // B5
    // BLOCK 7
    i_74  =  i_4 + 17;
    l_75  =  (long) i_74;
    l_76  =  l_75 + 4L;
    l_77  =  l_76 << 2;
    ul_78  =  ul_1 + l_77;
    i_79  =  *((__global int *) ul_78);
    b_80  =  i_79 < 0;
    if(b_80)
    {
      // BLOCK 8
      i_81  =  -i_79;
      l_82  =  (long) i_81;
      l_83  =  l_82 + 4L;
      l_84  =  l_83 << 2;
      ul_85  =  ul_0 + l_84;
      i_86  =  *((__global int *) ul_85);
      ul_87  =  ul_0 + 24L;
      i_88  =  *((__global int *) ul_87);
      i_89  =  1 - i_79;
      l_90  =  (long) i_89;
      l_91  =  l_90 + 4L;
      l_92  =  l_91 << 2;
      ul_93  =  ul_0 + l_92;
      i_94  =  *((__global int *) ul_93);
      i_95  =  i_88 + i_14;
      i_96  =  i_95 % i_94;
      i_97  =  i_96 * i_10;
      i_98  =  i_97 + i_86;
      i_99  =  i_98;
    }  // B7
    else
    {
      // BLOCK 9
      i_100  =  i_10 * i_14;
      i_101  =  i_100 + i_79;
      i_99  =  i_101;
    }  // B7
    // BLOCK 10 MERGES [9 8 ]
    i_102  =  i_99 + i_44;
    l_103  =  (long) i_102;
    l_104  =  l_103 + 4L;
    l_105  =  l_104 << 2;
    ul_106  =  ul_2 + l_105;
    *((__global float *) ul_106)  =  f_59;
  }  // B0
  else
  {
    // BLOCK 11
  }  // B0
  // BLOCK 12 MERGES [11 10 ]
  return;
}  //  kernel
