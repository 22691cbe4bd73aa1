#pragma OPENCL EXTENSION cl_khr_fp64 : enable  
#pragma OPENCL EXTENSION cl_khr_fp16 : enable  
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable  
__kernel void copy(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *step, __global uchar *table, __global uchar *state, __private int slot)
{
  int i_64, i_63, i_66, i_65, i_4, i_68, i_67, i_70, i_5, i_69, i_56, i_58, i_57, i_49, i_51, i_40, i_39, i_42, i_41, i_44, i_43, i_32, i_31, i_38, i_37, i_25, i_30, i_16, i_22, i_21, i_71, i_10, i_12, i_14, i_13, i_77; 
  float f_76; 
  ulong ul_20, ul_23, ul_55, ul_81, ul_48, ul_9, ul_11, ul_75, ul_36, ul_1, ul_0, ul_3, ul_2, ul_29, ul_62; 
  bool b_50, b_15, b_24; 
  long l_27, l_26, l_28, l_33, l_35, l_34, l_45, l_47, l_46, l_53, l_52, l_54, l_59, l_61, l_60, l_7, l_6, l_73, l_8, l_72, l_74, l_79, l_78, l_17, l_80, l_19, l_18; 

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
    i_16  =  i_4 + 17;
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
    i_44  =  i_4 + 16;
    l_45  =  (long) i_44;
    l_46  =  l_45 + 4L;
    l_47  =  l_46 << 2;
    ul_48  =  ul_1 + l_47;
    i_49  =  *((__global int *) ul_48);
    b_50  =  i_49 < 0;
    if(b_50)
    {
      // BLOCK 5
      i_51  =  -i_49;
      l_52  =  (long) i_51;
      l_53  =  l_52 + 4L;
      l_54  =  l_53 << 2;
      ul_55  =  ul_0 + l_54;
      i_56  =  *((__global int *) ul_55);
      i_57  =  *((__global int *) ul_23);
      i_58  =  1 - i_49;
      l_59  =  (long) i_58;
      l_60  =  l_59 + 4L;
      l_61  =  l_60 << 2;
      ul_62  =  ul_0 + l_61;
      i_63  =  *((__global int *) ul_62);
      i_64  =  i_57 + i_14;
      i_65  =  i_64 % i_63;
      i_66  =  i_65 * i_10;
      i_67  =  i_66 + i_56;
      i_68  =  i_67;
    }  // B4
    else
    {
      // BLOCK 6
      i_69  =  i_22 + i_49;
      i_68  =  i_69;
    }  // B4
    // BLOCK 7 MERGES [6 5 ]
    i_70  =  i_13 % i_10;
    i_71  =  i_68 + i_70;
    l_72  =  (long) i_71;
    l_73  =  l_72 + 4L;
    l_74  =  l_73 << 2;
    ul_75  =  ul_2 + l_74;
    f_76  =  *((__global float *) ul_75);
    i_77  =  i_42 + i_70;
    l_78  =  (long) i_77;
    l_79  =  l_78 + 4L;
    l_80  =  l_79 << 2;
    ul_81  =  ul_2 + l_80;
    *((__global float *) ul_81)  =  f_76;
  }  // B0
  else
  {
    // BLOCK 8
  }  // B0
  // BLOCK 9 MERGES [8 7 ]
  return;
}  //  kernel
