#pragma OPENCL EXTENSION cl_khr_fp64 : enable  
#pragma OPENCL EXTENSION cl_khr_fp16 : enable  
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable  
__kernel void copy(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *copy, __global uchar *state)
{
  int i_2, i_18, i_6, i_8, i_24, i_7, i_23, i_10, i_9, i_12, i_11; 
  float f_17; 
  ulong ul_5, ul_4, ul_22, ul_1, ul_0, ul_16, ul_3; 
  long l_13, l_15, l_14, l_19, l_21, l_20; 

  // BLOCK 0
  ul_0  =  (ulong) copy;
  ul_1  =  (ulong) state;
  i_2  =  get_global_size(0);
  ul_3  =  ul_0 + 16L;
  ul_4  =  ul_0 + 20L;
  ul_5  =  ul_0 + 24L;
  i_6  =  get_global_id(0);
  // BLOCK 1 MERGES [0 5 ]
  i_7  =  i_6;
  for(;i_7 < 4096;)
  {
    // BLOCK 2
    // BLOCK 3 MERGES [2 4 ]
    i_8  =  i_7;
    for(;;)
    {
      i_9  =  *((__global int *) ul_5);
      if(!(i_8 < i_9))
      {
        break;
      }
      // BLOCK 4
      i_10  =  *((__global int *) ul_4);
      i_11  =  *((__global int *) ul_3);
      i_12  =  i_11 + i_8;
      l_13  =  (long) i_12;
      l_14  =  l_13 + 4L;
      l_15  =  l_14 << 2;
      ul_16  =  ul_1 + l_15;
      f_17  =  *((__global float *) ul_16);
      i_18  =  i_10 + i_8;
      l_19  =  (long) i_18;
      l_20  =  l_19 + 4L;
      l_21  =  l_20 << 2;
      ul_22  =  ul_1 + l_21;
      *((__global float *) ul_22)  =  f_17;
      i_23  =  i_8 + 4096;
      i_8  =  i_23;
    }  // B3
    // BLOCK 5
    i_24  =  i_2 + i_7;
    i_7  =  i_24;
  }  // B1
  // BLOCK 6
  return;
}  //  kernel
