#pragma OPENCL EXTENSION cl_khr_fp64 : enable  
#pragma OPENCL EXTENSION cl_khr_fp16 : enable  
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable  
__kernel void embedding(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *step, __global uchar *table, __global uchar *weights, __global uchar *state, __private int slot, __private int ids)
{
  int i_66, i_6, i_5, i_56, i_55, i_58, i_57, i_60, i_59, i_50, i_49, i_52, i_51, i_54, i_53, i_41, i_44, i_43, i_34, i_36, i_23, i_28, i_29, i_15, i_17, i_22, i_11, i_14, i_13; 
  float f_65; 
  ulong ul_21, ul_48, ul_12, ul_40, ul_10, ul_42, ul_4, ul_70, ul_1, ul_33, ul_0, ul_64, ul_3, ul_2, ul_27; 
  bool b_35, b_16; 
  long l_25, l_24, l_26, l_61, l_31, l_63, l_30, l_62, l_32, l_67, l_37, l_69, l_68, l_7, l_39, l_38, l_9, l_8, l_45, l_47, l_46, l_19, l_18, l_20; 

  // BLOCK 0
  ul_0  =  (ulong) step;
  ul_1  =  (ulong) table;
  ul_2  =  (ulong) weights;
  ul_3  =  (ulong) state;
  ul_4  =  ul_0 + 16L;
  i_5  =  *((__global int *) ul_4);
  i_6  =  i_5 + 18;
  l_7  =  (long) i_6;
  l_8  =  l_7 + 4L;
  l_9  =  l_8 << 2;
  ul_10  =  ul_1 + l_9;
  i_11  =  *((__global int *) ul_10);
  ul_12  =  ul_0 + 20L;
  i_13  =  *((__global int *) ul_12);
  i_14  =  get_global_id(0);
  i_15  =  i_14 / i_11;
  b_16  =  i_15 < i_13;
  if(b_16)
  {
    // BLOCK 1
    i_17  =  i_5 + 22;
    l_18  =  (long) i_17;
    l_19  =  l_18 + 4L;
    l_20  =  l_19 << 2;
    ul_21  =  ul_1 + l_20;
    i_22  =  *((__global int *) ul_21);
    i_23  =  i_15 + 3;
    l_24  =  (long) i_23;
    l_25  =  l_24 + 4L;
    l_26  =  l_25 << 2;
    ul_27  =  ul_0 + l_26;
    i_28  =  *((__global int *) ul_27);
    i_29  =  i_5 + 17;
    l_30  =  (long) i_29;
    l_31  =  l_30 + 4L;
    l_32  =  l_31 << 2;
    ul_33  =  ul_1 + l_32;
    i_34  =  *((__global int *) ul_33);
    b_35  =  i_34 < 0;
    if(b_35)
    {
      // BLOCK 2
      i_36  =  -i_34;
      l_37  =  (long) i_36;
      l_38  =  l_37 + 4L;
      l_39  =  l_38 << 2;
      ul_40  =  ul_0 + l_39;
      i_41  =  *((__global int *) ul_40);
      ul_42  =  ul_0 + 24L;
      i_43  =  *((__global int *) ul_42);
      i_44  =  1 - i_34;
      l_45  =  (long) i_44;
      l_46  =  l_45 + 4L;
      l_47  =  l_46 << 2;
      ul_48  =  ul_0 + l_47;
      i_49  =  *((__global int *) ul_48);
      i_50  =  i_43 + i_15;
      i_51  =  i_50 % i_49;
      i_52  =  i_51 * i_11;
      i_53  =  i_52 + i_41;
      i_54  =  i_53;
    }  // B1
    else
    {
      // BLOCK 3
      i_55  =  i_11 * i_15;
      i_56  =  i_55 + i_34;
      i_54  =  i_56;
    }  // B1
    // BLOCK 4 MERGES [3 2 ]
    i_57  =  i_28 * i_11;
    i_58  =  i_57 + i_22;
    i_59  =  i_14 % i_11;
    i_60  =  i_58 + i_59;
    l_61  =  (long) i_60;
    l_62  =  l_61 + 4L;
    l_63  =  l_62 << 2;
    ul_64  =  ul_2 + l_63;
    f_65  =  *((__global float *) ul_64);
    i_66  =  i_54 + i_59;
    l_67  =  (long) i_66;
    l_68  =  l_67 + 4L;
    l_69  =  l_68 << 2;
    ul_70  =  ul_3 + l_69;
    *((__global float *) ul_70)  =  f_65;
  }  // B0
  else
  {
    // BLOCK 5
  }  // B0
  // BLOCK 6 MERGES [5 4 ]
  return;
}  //  kernel
