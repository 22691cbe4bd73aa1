#pragma OPENCL EXTENSION cl_khr_fp64 : enable  
#pragma OPENCL EXTENSION cl_khr_fp16 : enable  
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable  
__kernel void selfAttention(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *step, __global uchar *table, __global uchar *state, __private int slot, __private int firsts)
{
  int i_247, i_253, i_242, i_244, i_243, i_245, i_234, i_235, i_237, i_224, i_223, i_226, i_225, i_227, i_218, i_220, i_219, i_222, i_208, i_212, i_214, i_213, i_202, i_205, i_66, i_65, i_68, i_67, i_70, i_69, i_58, i_60, i_59, i_50, i_51, i_53, i_39, i_44, i_45, i_32, i_31, i_34, i_36, i_35, i_38, i_24, i_23, i_25, i_30, i_15, i_20, i_22, i_8, i_9, i_14, i_128, i_130, i_129, i_132, i_131, i_133, i_119, i_124, i_125, i_112, i_111, i_113, i_118, i_103, i_108, i_109, i_96, i_95, i_98, i_97, i_100, i_99, i_102, i_101, i_88, i_87, i_89, i_94, i_80, i_79, i_82, i_72, i_71, i_74, i_73, i_192, i_195, i_187, i_189, i_176, i_175, i_178, i_180, i_167, i_172, i_174, i_173, i_159, i_161, i_166, i_152, i_154, i_153, i_156, i_155, i_147, i_140, i_142, i_141; 
  float f_204, f_139, f_138, f_201, f_200, f_199, f_197, f_196, f_194, f_193, f_127, f_191, f_126, f_217, f_216, f_215, f_211, f_210, f_209, f_207, f_206, f_236, f_233, f_232, f_158, f_157, f_221, f_188, f_252, f_186, f_185, f_246, f_179, f_177, f_240, f_239; 
  ulong ul_117, ul_49, ul_43, ul_107, ul_171, ul_37, ul_165, ul_231, ul_29, ul_93, ul_21, ul_151, ul_86, ul_19, ul_146, ul_13, ul_78, ul_137, ul_7, ul_1, ul_0, ul_64, ul_2, ul_57, ul_184, ul_123, ul_251; 
  bool b_33, b_81, b_241, b_52, b_110, b_190, b_238, b_160, b_203, b_198; 
  long l_27, l_26, l_28, l_163, l_162, l_164, l_41, l_169, l_40, l_168, l_42, l_170, l_47, l_46, l_48, l_181, l_55, l_183, l_54, l_182, l_56, l_61, l_63, l_62, l_75, l_77, l_76, l_83, l_85, l_84, l_91, l_90, l_92, l_229, l_228, l_230, l_105, l_104, l_106, l_115, l_114, l_116, l_121, l_249, l_120, l_248, l_122, l_250, l_135, l_134, l_136, l_11, l_10, l_12, l_143, l_17, l_145, l_16, l_144, l_18, l_149, l_148, l_150; 

  // BLOCK 0
  ul_0  =  (ulong) step;
  ul_1  =  (ulong) table;
  ul_2  =  (ulong) state;
  __local float adf_3[256];
  __local float adf_4[256];
  __local float adf_5[64];
  __local float adf_6[64];
  ul_7  =  ul_0 + 16L;
  i_8  =  *((__global int *) ul_7);
  i_9  =  i_8 + 24;
  l_10  =  (long) i_9;
  l_11  =  l_10 + 4L;
  l_12  =  l_11 << 2;
  ul_13  =  ul_1 + l_12;
  i_14  =  *((__global int *) ul_13);
  i_15  =  i_8 + 27;
  l_16  =  (long) i_15;
  l_17  =  l_16 + 4L;
  l_18  =  l_17 << 2;
  ul_19  =  ul_1 + l_18;
  i_20  =  *((__global int *) ul_19);
  ul_21  =  ul_0 + 24L;
  i_22  =  *((__global int *) ul_21);
  i_23  =  get_group_id(0);
  i_24  =  i_23 / i_14;
  i_25  =  i_24 + 3;
  l_26  =  (long) i_25;
  l_27  =  l_26 + 4L;
  l_28  =  l_27 << 2;
  ul_29  =  ul_0 + l_28;
  i_30  =  *((__global int *) ul_29);
  i_31  =  i_22 + i_24;
  i_32  =  i_31 + 1;
  b_33  =  i_20 < 1;
  if(b_33)
  {
    // BLOCK 1
    i_34  =  i_30;
  }  // B0
  else
  {
    // BLOCK 2
    i_35  =  i_32 - i_20;
    i_36  =  max(i_30, i_35);
    i_34  =  i_36;
  }  // B0
  // BLOCK 3 MERGES [1 2 ]
  ul_37  =  ul_0 + 20L;
  i_38  =  *((__global int *) ul_37);
  i_39  =  i_8 + 26;
  l_40  =  (long) i_39;
  l_41  =  l_40 + 4L;
  l_42  =  l_41 << 2;
  ul_43  =  ul_1 + l_42;
  i_44  =  *((__global int *) ul_43);
  i_45  =  i_8 + 16;
  l_46  =  (long) i_45;
  l_47  =  l_46 + 4L;
  l_48  =  l_47 << 2;
  ul_49  =  ul_1 + l_48;
  i_50  =  *((__global int *) ul_49);
  i_51  =  i_44 * i_14;
  b_52  =  i_50 < 0;
  if(b_52)
  {
    // BLOCK 4
    i_53  =  -i_50;
    l_54  =  (long) i_53;
    l_55  =  l_54 + 4L;
    l_56  =  l_55 << 2;
    ul_57  =  ul_0 + l_56;
    i_58  =  *((__global int *) ul_57);
    i_59  =  *((__global int *) ul_21);
    i_60  =  1 - i_50;
    l_61  =  (long) i_60;
    l_62  =  l_61 + 4L;
    l_63  =  l_62 << 2;
    ul_64  =  ul_0 + l_63;
    i_65  =  *((__global int *) ul_64);
    i_66  =  i_59 + i_24;
    i_67  =  i_66 % i_65;
    i_68  =  i_51 * i_67;
    i_69  =  i_68 + i_58;
    i_70  =  i_69;
  }  // B3
  else
  {
    // BLOCK 5
    i_71  =  i_51 * i_24;
    i_72  =  i_71 + i_50;
    i_70  =  i_72;
  }  // B3
  // BLOCK 6 MERGES [5 4 ]
  i_73  =  *((__global int *) ul_43);
  i_74  =  i_8 + 17;
  l_75  =  (long) i_74;
  l_76  =  l_75 + 4L;
  l_77  =  l_76 << 2;
  ul_78  =  ul_1 + l_77;
  i_79  =  *((__global int *) ul_78);
  i_80  =  i_73 * i_14;
  b_81  =  i_79 < 0;
  if(b_81)
  {
    // BLOCK 7
    i_82  =  -i_79;
    l_83  =  (long) i_82;
    l_84  =  l_83 + 4L;
    l_85  =  l_84 << 2;
    ul_86  =  ul_0 + l_85;
    i_87  =  *((__global int *) ul_86);
    i_88  =  *((__global int *) ul_21);
    i_89  =  1 - i_79;
    l_90  =  (long) i_89;
    l_91  =  l_90 + 4L;
    l_92  =  l_91 << 2;
    ul_93  =  ul_0 + l_92;
    i_94  =  *((__global int *) ul_93);
    i_95  =  i_88 + i_24;
    i_96  =  i_95 % i_94;
    i_97  =  i_80 * i_96;
    i_98  =  i_97 + i_87;
    i_99  =  i_98;
  }  // B6
  else
  {
    // BLOCK 8
    i_100  =  i_80 * i_24;
    i_101  =  i_100 + i_79;
    i_99  =  i_101;
  }  // B6
  // BLOCK 9 MERGES [8 7 ]
  i_102  =  *((__global int *) ul_13);
  i_103  =  i_8 + 25;
  l_104  =  (long) i_103;
  l_105  =  l_104 + 4L;
  l_106  =  l_105 << 2;
  ul_107  =  ul_1 + l_106;
  i_108  =  *((__global int *) ul_107);
  i_109  =  *((__global int *) ul_43);
  b_110  =  i_24 < i_38;
  if(b_110)
  {
    // BLOCK 10
    i_111  =  i_32;
  }  // B9
  else
  {
    // BLOCK 11
    i_111  =  i_34;
  }  // B9
  // BLOCK 12 MERGES [10 11 ]
  i_112  =  *((__global int *) ul_43);
  i_113  =  i_8 + 22;
  l_114  =  (long) i_113;
  l_115  =  l_114 + 4L;
  l_116  =  l_115 << 2;
  ul_117  =  ul_1 + l_116;
  i_118  =  *((__global int *) ul_117);
  i_119  =  i_8 + 23;
  l_120  =  (long) i_119;
  l_121  =  l_120 + 4L;
  l_122  =  l_121 << 2;
  ul_123  =  ul_1 + l_122;
  i_124  =  *((__global int *) ul_123);
  i_125  =  *((__global int *) ul_107);
  f_126  =  (float) i_112;
  f_127  =  rsqrt(f_126);
  i_128  =  i_23 % i_14;
  i_129  =  i_128 * i_44;
  i_130  =  i_129 + i_70;
  i_131  =  get_local_id(0);
  // BLOCK 13 MERGES [12 14 ]
  i_132  =  i_131;
  for(;i_132 < i_112;)
  {
    // BLOCK 14
    i_133  =  i_130 + i_132;
    l_134  =  (long) i_133;
    l_135  =  l_134 + 4L;
    l_136  =  l_135 << 2;
    ul_137  =  ul_2 + l_136;
    f_138  =  *((__global float *) ul_137);
    f_139  =  f_127 * f_138;
    adf_3[i_132]  =  f_139;
    adf_4[i_132]  =  0.0F;
    i_140  =  i_132 + 64;
    i_132  =  i_140;
  }  // B13
  // BLOCK 15
  barrier(CLK_LOCAL_MEM_FENCE);
  i_141  =  i_125 * i_112;
  i_142  =  1 - i_124;
  l_143  =  (long) i_142;
  l_144  =  l_143 + 4L;
  l_145  =  l_144 << 2;
  ul_146  =  ul_0 + l_145;
  i_147  =  -i_124;
  l_148  =  (long) i_147;
  l_149  =  l_148 + 4L;
  l_150  =  l_149 << 2;
  ul_151  =  ul_0 + l_150;
  i_152  =  i_128 % i_102;
  i_153  =  i_152 * i_108;
  i_154  =  i_153 / i_102;
  i_155  =  i_154 * i_109;
  i_156  =  i_34;
  // BLOCK 16 MERGES [15 44 ]
  f_157  =  -1.0E30F;
  f_158  =  0.0F;
  i_156  =  i_34;
  for(;i_156 < i_111;)
  {
    // BLOCK 17
    i_159  =  i_156 + i_131;
    b_160  =  i_159 < i_111;
    if(b_160)
    {
      // BLOCK 18
      i_161  =  -i_118;
      l_162  =  (long) i_161;
      l_163  =  l_162 + 4L;
      l_164  =  l_163 << 2;
      ul_165  =  ul_0 + l_164;
      i_166  =  *((__global int *) ul_165);
      i_167  =  1 - i_118;
      l_168  =  (long) i_167;
      l_169  =  l_168 + 4L;
      l_170  =  l_169 << 2;
      ul_171  =  ul_0 + l_170;
      i_172  =  *((__global int *) ul_171);
      i_173  =  i_159 % i_172;
      i_174  =  i_141 * i_173;
      i_175  =  i_174 + i_166;
      i_176  =  i_155 + i_175;
      // BLOCK 19 MERGES [18 20 ]
      f_177  =  0.0F;
      i_178  =  0;
      for(;i_178 < i_112;)
      {
        // BLOCK 20
        f_179  =  adf_3[i_178];
        i_180  =  i_176 + i_178;
        l_181  =  (long) i_180;
        l_182  =  l_181 + 4L;
        l_183  =  l_182 << 2;
        ul_184  =  ul_2 + l_183;
        f_185  =  *((__global float *) ul_184);
        f_186  =  fma(f_179, f_185, f_177);
        i_187  =  i_178 + 1;
        f_177  =  f_186;
        i_178  =  i_187;
      }  // B19
      // BLOCK 21
      f_188  =  f_177;
    }  // B17
    else
    {
      // BLOCK 22
      f_188  =  -1.0E30F;
    }  // B17
    // BLOCK 23 MERGES [22 21 ]
    adf_5[i_131]  =  f_188;
    barrier(CLK_LOCAL_MEM_FENCE);
    // BLOCK 24 MERGES [23 28 ]
    i_189  =  32;
    for(;i_189 >= 1;)
    {
      // BLOCK 25
      b_190  =  i_131 < i_189;
      if(b_190)
      {
        // BLOCK 26
        f_191  =  adf_5[i_131];
        i_192  =  i_189 + i_131;
        f_193  =  adf_5[i_192];
        f_194  =  fmax(f_191, f_193);
        adf_5[i_131]  =  f_194;
      }  // B25
      else
      {
        // BLOCK 27
      }  // B25
      // BLOCK 28 MERGES [27 26 ]
      barrier(CLK_LOCAL_MEM_FENCE);
      i_195  =  i_189 >> 1;
      i_189  =  i_195;
    }  // B24
    // BLOCK 29
    f_196  =  adf_5[0];
    f_197  =  fmax(f_157, f_196);
    b_198  =  i_159 < i_111;
    if(b_198)
    {
      // BLOCK 30
      f_199  =  f_188 - f_197;
      f_200  =  exp(f_199);
      f_201  =  f_200;
    }  // B29
    else
    {
      // BLOCK 31
      f_201  =  0.0F;
    }  // B29
    // BLOCK 32 MERGES [31 30 ]
    barrier(CLK_LOCAL_MEM_FENCE);
    adf_6[i_131]  =  f_201;
    adf_5[i_131]  =  f_201;
    barrier(CLK_LOCAL_MEM_FENCE);
    // BLOCK 33 MERGES [32 37 ]
    i_202  =  32;
    for(;i_202 >= 1;)
    {
      // BLOCK 34
      b_203  =  i_131 < i_202;
      if(b_203)
      {
        // BLOCK 35
        f_204  =  adf_5[i_131];
        i_205  =  i_202 + i_131;
        f_206  =  adf_5[i_205];
        f_207  =  f_204 + f_206;
        adf_5[i_131]  =  f_207;
      }  // B34
      else
      {
        // BLOCK 36
      }  // B34
      // BLOCK 37 MERGES [36 35 ]
      barrier(CLK_LOCAL_MEM_FENCE);
      i_208  =  i_202 >> 1;
      i_202  =  i_208;
    }  // B33
    // BLOCK 38
    f_209  =  adf_5[0];
    f_210  =  f_157 - f_197;
    f_211  =  exp(f_210);
    i_212  =  i_111 - i_156;
    i_213  =  min(64, i_212);
    // BLOCK 39 MERGES [38 43 ]
    i_214  =  i_131;
    for(;i_214 < i_112;)
    {
      // BLOCK 40
      f_215  =  adf_4[i_214];
      f_216  =  f_211 * f_215;
      // BLOCK 41 MERGES [40 42 ]
      f_217  =  f_216;
      i_218  =  0;
      for(;i_218 < i_213;)
      {
        // BLOCK 42
        i_219  =  *((__global int *) ul_151);
        i_220  =  *((__global int *) ul_146);
        f_221  =  adf_6[i_218];
        i_222  =  i_156 + i_218;
        i_223  =  i_222 % i_220;
        i_224  =  i_223 * i_141;
        i_225  =  i_224 + i_219;
        i_226  =  i_225 + i_155;
        i_227  =  i_226 + i_214;
        l_228  =  (long) i_227;
        l_229  =  l_228 + 4L;
        l_230  =  l_229 << 2;
        ul_231  =  ul_2 + l_230;
        f_232  =  *((__global float *) ul_231);
        f_233  =  fma(f_221, f_232, f_217);
        i_234  =  i_218 + 1;
        f_217  =  f_233;
        i_218  =  i_234;
      }  // B41
      // BLOCK 43
      adf_4[i_214]  =  f_217;
      i_235  =  i_214 + 64;
      i_214  =  i_235;
    }  // B39
    // BLOCK 44
    barrier(CLK_LOCAL_MEM_FENCE);
    f_236  =  fma(f_158, f_211, f_209);
    i_237  =  i_156 + 64;
    f_157  =  f_197;
    f_158  =  f_236;
    i_156  =  i_237;
  }  // B16
  // BLOCK 45
  b_238  =  i_34 < i_111;
  if(b_238)
  {
    // BLOCK 46
    f_239  =  1.0F / f_158;
    f_240  =  f_239;
  }  // B45
  else
  {
    // BLOCK 47
    f_240  =  0.0F;
  }  // B45
  // BLOCK 48 MERGES [46 47 ]
  b_241  =  i_24 < i_38;
  if(b_241)
  {
    // BLOCK 49
    i_242  =  i_112;
  }  // B48
  else
  {
    // BLOCK 50
    i_242  =  0;
  }  // B48
  // BLOCK 51 MERGES [49 50 ]
  i_243  =  i_128 * i_73;
  i_244  =  i_243 + i_99;
  // BLOCK 52 MERGES [51 53 ]
  i_245  =  i_131;
  for(;i_245 < i_242;)
  {
    // BLOCK 53
    f_246  =  adf_4[i_245];
    i_247  =  i_244 + i_245;
    l_248  =  (long) i_247;
    l_249  =  l_248 + 4L;
    l_250  =  l_249 << 2;
    ul_251  =  ul_2 + l_250;
    f_252  =  f_240 * f_246;
    *((__global float *) ul_251)  =  f_252;
    i_253  =  i_245 + 64;
    i_245  =  i_253;
  }  // B52
  // BLOCK 54
  return;
}  //  kernel
