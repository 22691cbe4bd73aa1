#pragma OPENCL EXTENSION cl_khr_fp64 : enable  
#pragma OPENCL EXTENSION cl_khr_fp16 : enable  
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable  
__kernel void add(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *step, __global uchar *table, __global uchar *extra, __global uchar *state, __private int slot)
{
  int i_34, i_36, i_35, i_6, i_38, i_5, i_37, i_26, i_28, i_59, i_29, i_18, i_17, i_52, i_19, i_21, i_40, i_39, i_42, i_12, i_44, i_11, i_46, i_45; 
  float f_58, f_57, f_51; 
  ulong ul_16, ul_50, ul_41, ul_10, ul_4, ul_1, ul_33, ul_0, ul_3, ul_2, ul_25, ul_56, ul_27; 
  bool b_20, b_43; 
  long l_24, l_31, l_30, l_32, l_7, l_9, l_8, l_13, l_15, l_47, l_14, l_49, l_48, l_53, l_23, l_55, l_22, l_54; 

  // BLOCK 0
  ul_0  =  (ulong) step;
  ul_1  =  (ulong) table;
  ul_2  =  (ulong) extra;
  ul_3  =  (ulong) state;
  ul_4  =  ul_0 + 16L;
  i_5  =  *((__global int *) ul_4);
  i_6  =  i_5 + 18;
  l_7  =  (long) i_6;
  l_8  =  l_7 + 4L;
  l_9  =  l_8 << 2;
  ul_10  =  ul_1 + l_9;
  i_11  =  *((__global int *) ul_10);
  i_12  =  i_5 + 17;
  l_13  =  (long) i_12;
  l_14  =  l_13 + 4L;
  l_15  =  l_14 << 2;
  ul_16  =  ul_1 + l_15;
  i_17  =  *((__global int *) ul_16);
  i_18  =  get_group_id(0);
  i_19  =  i_11 * i_18;
  b_20  =  i_17 < 0;
  if(b_20)
  {
    // BLOCK 1
    i_21  =  -i_17;
    l_22  =  (long) i_21;
    l_23  =  l_22 + 4L;
    l_24  =  l_23 << 2;
    ul_25  =  ul_0 + l_24;
    i_26  =  *((__global int *) ul_25);
    ul_27  =  ul_0 + 24L;
    i_28  =  *((__global int *) ul_27);
    i_29  =  1 - i_17;
    l_30  =  (long) i_29;
    l_31  =  l_30 + 4L;
    l_32  =  l_31 << 2;
    ul_33  =  ul_0 + l_32;
    i_34  =  *((__global int *) ul_33);
    i_35  =  i_28 + i_18;
    i_36  =  i_35 % i_34;
    i_37  =  i_36 * i_11;
    i_38  =  i_37 + i_26;
    i_39  =  i_38;
  }  // B0
  else
  {
    // BLOCK 2
    i_40  =  i_19 + i_17;
    i_39  =  i_40;
  }  // B0
  // BLOCK 3 MERGES [2 1 ]
  ul_41  =  ul_0 + 20L;
  i_42  =  *((__global int *) ul_41);
  b_43  =  i_18 < i_42;
  if(b_43)
  {
    // BLOCK 4
    i_44  =  get_local_id(0);
    // BLOCK 5 MERGES [4 6 ]
    i_45  =  i_44;
    for(;i_45 < i_11;)
    {
      // BLOCK 6
      i_46  =  i_39 + i_45;
      l_47  =  (long) i_46;
      l_48  =  l_47 + 4L;
      l_49  =  l_48 << 2;
      ul_50  =  ul_3 + l_49;
      f_51  =  *((__global float *) ul_50);
      i_52  =  i_45 + i_19;
      l_53  =  (long) i_52;
      l_54  =  l_53 + 4L;
      l_55  =  l_54 << 2;
      ul_56  =  ul_2 + l_55;
      f_57  =  *((__global float *) ul_56);
      f_58  =  f_51 + f_57;
      *((__global float *) ul_50)  =  f_58;
      i_59  =  i_45 + 64;
      i_45  =  i_59;
    }  // B5
    // BLOCK 7
  }  // B3
  else
  {
    // BLOCK 8
  }  // B3
  // BLOCK 9 MERGES [8 7 ]
  return;
}  //  kernel
