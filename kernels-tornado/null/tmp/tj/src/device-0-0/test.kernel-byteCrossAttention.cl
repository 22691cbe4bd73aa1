#pragma OPENCL EXTENSION cl_khr_fp64 : enable  
#pragma OPENCL EXTENSION cl_khr_fp16 : enable  
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable  
__kernel void byteCrossAttention(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *step, __global uchar *table, __global uchar *state, __private int slot, __private int patches)
{
  int i_257, i_248, i_247, i_249, i_251, i_239, i_241, i_246, i_231, i_238, i_224, i_223, i_226, i_225, i_228, i_227, i_230, i_229, i_218, i_220, i_219, i_222, i_208, i_212, i_214, i_213, i_202, i_205, i_64, i_63, i_66, i_65, i_67, i_58, i_60, i_59, i_62, i_61, i_52, i_51, i_53, i_42, i_43, i_46, i_31, i_36, i_37, i_23, i_28, i_30, i_15, i_20, i_22, i_21, i_8, i_9, i_14, i_128, i_127, i_120, i_119, i_124, i_123, i_126, i_125, i_114, i_113, i_103, i_106, i_105, i_108, i_107, i_96, i_95, i_102, i_101, i_88, i_87, i_90, i_89, i_92, i_91, i_94, i_93, i_80, i_82, i_81, i_72, i_73, i_75, i_192, i_195, i_187, i_189, i_176, i_175, i_178, i_180, i_168, i_170, i_169, i_172, i_171, i_174, i_173, i_162, i_163, i_151, i_154, i_155, i_157, i_143, i_148, i_150, i_149, i_136, i_135, i_138, i_137; 
  float f_204, f_201, f_200, f_199, f_134, f_133, f_197, f_196, f_194, f_193, f_256, f_191, f_153, f_217, f_152, f_216, f_215, f_211, f_210, f_209, f_207, f_206, f_236, f_221, f_188, f_122, f_186, f_250, f_121, f_185, f_244, f_179, f_243, f_177, f_240, f_237; 
  ulong ul_118, ul_112, ul_50, ul_44, ul_41, ul_235, ul_100, ul_167, ul_161, ul_35, ul_29, ul_27, ul_86, ul_19, ul_147, ul_13, ul_79, ul_142, ul_132, ul_7, ul_71, ul_1, ul_0, ul_2, ul_255, ul_57, ul_184; 
  bool b_242, b_45, b_190, b_74, b_203, b_156, b_245, b_198, b_104; 
  long l_25, l_24, l_26, l_159, l_158, l_33, l_32, l_160, l_34, l_165, l_164, l_39, l_38, l_166, l_40, l_47, l_49, l_48, l_181, l_55, l_183, l_54, l_182, l_56, l_69, l_68, l_70, l_77, l_76, l_78, l_83, l_85, l_84, l_97, l_99, l_98, l_233, l_232, l_234, l_109, l_111, l_110, l_115, l_117, l_116, l_253, l_252, l_254, l_129, l_131, l_130, l_11, l_139, l_10, l_141, l_12, l_140, l_17, l_145, l_16, l_144, l_18, l_146; 

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
  i_15  =  i_8 + 28;
  l_16  =  (long) i_15;
  l_17  =  l_16 + 4L;
  l_18  =  l_17 << 2;
  ul_19  =  ul_1 + l_18;
  i_20  =  *((__global int *) ul_19);
  i_21  =  get_group_id(0);
  i_22  =  i_21 / i_14;
  i_23  =  i_22 + 3;
  l_24  =  (long) i_23;
  l_25  =  l_24 + 4L;
  l_26  =  l_25 << 2;
  ul_27  =  ul_0 + l_26;
  i_28  =  *((__global int *) ul_27);
  ul_29  =  ul_0 + 20L;
  i_30  =  *((__global int *) ul_29);
  i_31  =  i_8 + 26;
  l_32  =  (long) i_31;
  l_33  =  l_32 + 4L;
  l_34  =  l_33 << 2;
  ul_35  =  ul_1 + l_34;
  i_36  =  *((__global int *) ul_35);
  i_37  =  i_8 + 16;
  l_38  =  (long) i_37;
  l_39  =  l_38 + 4L;
  l_40  =  l_39 << 2;
  ul_41  =  ul_1 + l_40;
  i_42  =  *((__global int *) ul_41);
  i_43  =  i_36 * i_14;
  ul_44  =  ul_0 + 24L;
  b_45  =  i_42 < 0;
  if(b_45)
  {
    // BLOCK 1
    i_46  =  -i_42;
    l_47  =  (long) i_46;
    l_48  =  l_47 + 4L;
    l_49  =  l_48 << 2;
    ul_50  =  ul_0 + l_49;
    i_51  =  *((__global int *) ul_50);
    i_52  =  *((__global int *) ul_44);
    i_53  =  1 - i_42;
    l_54  =  (long) i_53;
    l_55  =  l_54 + 4L;
    l_56  =  l_55 << 2;
    ul_57  =  ul_0 + l_56;
    i_58  =  *((__global int *) ul_57);
    i_59  =  i_52 + i_22;
    i_60  =  i_59 % i_58;
    i_61  =  i_43 * i_60;
    i_62  =  i_61 + i_51;
    i_63  =  i_62;
  }  // B0
  else
  {
    // BLOCK 2
    i_64  =  i_43 * i_22;
    i_65  =  i_64 + i_42;
    i_63  =  i_65;
  }  // B0
  // BLOCK 3 MERGES [2 1 ]
  i_66  =  *((__global int *) ul_35);
  i_67  =  i_8 + 17;
  l_68  =  (long) i_67;
  l_69  =  l_68 + 4L;
  l_70  =  l_69 << 2;
  ul_71  =  ul_1 + l_70;
  i_72  =  *((__global int *) ul_71);
  i_73  =  i_66 * i_14;
  b_74  =  i_72 < 0;
  if(b_74)
  {
    // BLOCK 4
    i_75  =  -i_72;
    l_76  =  (long) i_75;
    l_77  =  l_76 + 4L;
    l_78  =  l_77 << 2;
    ul_79  =  ul_0 + l_78;
    i_80  =  *((__global int *) ul_79);
    i_81  =  *((__global int *) ul_44);
    i_82  =  1 - i_72;
    l_83  =  (long) i_82;
    l_84  =  l_83 + 4L;
    l_85  =  l_84 << 2;
    ul_86  =  ul_0 + l_85;
    i_87  =  *((__global int *) ul_86);
    i_88  =  i_81 + i_22;
    i_89  =  i_88 % i_87;
    i_90  =  i_73 * i_89;
    i_91  =  i_90 + i_80;
    i_92  =  i_91;
  }  // B3
  else
  {
    // BLOCK 5
    i_93  =  i_73 * i_22;
    i_94  =  i_93 + i_72;
    i_92  =  i_94;
  }  // B3
  // BLOCK 6 MERGES [5 4 ]
  i_95  =  *((__global int *) ul_13);
  i_96  =  i_8 + 25;
  l_97  =  (long) i_96;
  l_98  =  l_97 + 4L;
  l_99  =  l_98 << 2;
  ul_100  =  ul_1 + l_99;
  i_101  =  *((__global int *) ul_100);
  i_102  =  *((__global int *) ul_35);
  i_103  =  i_20 * i_28;
  b_104  =  i_22 < i_30;
  if(b_104)
  {
    // BLOCK 7
    i_105  =  i_103 + i_20;
    i_106  =  i_105;
  }  // B6
  else
  {
    // BLOCK 8
    i_106  =  i_103;
  }  // B6
  // BLOCK 9 MERGES [7 8 ]
  i_107  =  *((__global int *) ul_35);
  i_108  =  i_8 + 22;
  l_109  =  (long) i_108;
  l_110  =  l_109 + 4L;
  l_111  =  l_110 << 2;
  ul_112  =  ul_1 + l_111;
  i_113  =  *((__global int *) ul_112);
  i_114  =  i_8 + 23;
  l_115  =  (long) i_114;
  l_116  =  l_115 + 4L;
  l_117  =  l_116 << 2;
  ul_118  =  ul_1 + l_117;
  i_119  =  *((__global int *) ul_118);
  i_120  =  *((__global int *) ul_100);
  f_121  =  (float) i_107;
  f_122  =  rsqrt(f_121);
  i_123  =  i_21 % i_14;
  i_124  =  i_123 * i_36;
  i_125  =  i_124 + i_63;
  i_126  =  get_local_id(0);
  // BLOCK 10 MERGES [9 11 ]
  i_127  =  i_126;
  for(;i_127 < i_107;)
  {
    // BLOCK 11
    i_128  =  i_125 + i_127;
    l_129  =  (long) i_128;
    l_130  =  l_129 + 4L;
    l_131  =  l_130 << 2;
    ul_132  =  ul_2 + l_131;
    f_133  =  *((__global float *) ul_132);
    f_134  =  f_122 * f_133;
    adf_3[i_127]  =  f_134;
    adf_4[i_127]  =  0.0F;
    i_135  =  i_127 + 64;
    i_127  =  i_135;
  }  // B10
  // BLOCK 12
  barrier(CLK_LOCAL_MEM_FENCE);
  i_136  =  i_120 * i_107;
  i_137  =  i_136 * i_20;
  i_138  =  1 - i_119;
  l_139  =  (long) i_138;
  l_140  =  l_139 + 4L;
  l_141  =  l_140 << 2;
  ul_142  =  ul_0 + l_141;
  i_143  =  -i_119;
  l_144  =  (long) i_143;
  l_145  =  l_144 + 4L;
  l_146  =  l_145 << 2;
  ul_147  =  ul_0 + l_146;
  i_148  =  i_123 % i_95;
  i_149  =  i_148 * i_101;
  i_150  =  i_149 / i_95;
  i_151  =  i_150 * i_102;
  // BLOCK 13 MERGES [12 41 ]
  f_152  =  -1.0E30F;
  f_153  =  0.0F;
  i_154  =  i_103;
  for(;i_154 < i_106;)
  {
    // BLOCK 14
    i_155  =  i_154 + i_126;
    b_156  =  i_155 < i_106;
    if(b_156)
    {
      // BLOCK 15
      i_157  =  -i_113;
      l_158  =  (long) i_157;
      l_159  =  l_158 + 4L;
      l_160  =  l_159 << 2;
      ul_161  =  ul_0 + l_160;
      i_162  =  *((__global int *) ul_161);
      i_163  =  1 - i_113;
      l_164  =  (long) i_163;
      l_165  =  l_164 + 4L;
      l_166  =  l_165 << 2;
      ul_167  =  ul_0 + l_166;
      i_168  =  *((__global int *) ul_167);
      i_169  =  i_155 % i_20;
      i_170  =  i_169 * i_136;
      i_171  =  i_155 / i_20;
      i_172  =  i_171 % i_168;
      i_173  =  i_137 * i_172;
      i_174  =  i_173 + i_162;
      i_175  =  i_170 + i_174;
      i_176  =  i_151 + i_175;
      // BLOCK 16 MERGES [15 17 ]
      f_177  =  0.0F;
      i_178  =  0;
      for(;i_178 < i_107;)
      {
        // BLOCK 17
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
      }  // B16
      // BLOCK 18
      f_188  =  f_177;
    }  // B14
    else
    {
      // BLOCK 19
      f_188  =  -1.0E30F;
    }  // B14
    // BLOCK 20 MERGES [19 18 ]
    adf_5[i_126]  =  f_188;
    barrier(CLK_LOCAL_MEM_FENCE);
    // BLOCK 21 MERGES [20 25 ]
    i_189  =  32;
    for(;i_189 >= 1;)
    {
      // BLOCK 22
      b_190  =  i_126 < i_189;
      if(b_190)
      {
        // BLOCK 23
        f_191  =  adf_5[i_126];
        i_192  =  i_189 + i_126;
        f_193  =  adf_5[i_192];
        f_194  =  fmax(f_191, f_193);
        adf_5[i_126]  =  f_194;
      }  // B22
      else
      {
        // BLOCK 24
      }  // B22
      // BLOCK 25 MERGES [24 23 ]
      barrier(CLK_LOCAL_MEM_FENCE);
      i_195  =  i_189 >> 1;
      i_189  =  i_195;
    }  // B21
    // BLOCK 26
    f_196  =  adf_5[0];
    f_197  =  fmax(f_152, f_196);
    b_198  =  i_155 < i_106;
    if(b_198)
    {
      // BLOCK 27
      f_199  =  f_188 - f_197;
      f_200  =  exp(f_199);
      f_201  =  f_200;
    }  // B26
    else
    {
      // BLOCK 28
      f_201  =  0.0F;
    }  // B26
    // BLOCK 29 MERGES [28 27 ]
    barrier(CLK_LOCAL_MEM_FENCE);
    adf_6[i_126]  =  f_201;
    adf_5[i_126]  =  f_201;
    barrier(CLK_LOCAL_MEM_FENCE);
    // BLOCK 30 MERGES [29 34 ]
    i_202  =  32;
    for(;i_202 >= 1;)
    {
      // BLOCK 31
      b_203  =  i_126 < i_202;
      if(b_203)
      {
        // BLOCK 32
        f_204  =  adf_5[i_126];
        i_205  =  i_202 + i_126;
        f_206  =  adf_5[i_205];
        f_207  =  f_204 + f_206;
        adf_5[i_126]  =  f_207;
      }  // B31
      else
      {
        // BLOCK 33
      }  // B31
      // BLOCK 34 MERGES [33 32 ]
      barrier(CLK_LOCAL_MEM_FENCE);
      i_208  =  i_202 >> 1;
      i_202  =  i_208;
    }  // B30
    // BLOCK 35
    f_209  =  adf_5[0];
    f_210  =  f_152 - f_197;
    f_211  =  exp(f_210);
    i_212  =  i_106 - i_154;
    i_213  =  min(64, i_212);
    // BLOCK 36 MERGES [35 40 ]
    i_214  =  i_126;
    for(;i_214 < i_107;)
    {
      // BLOCK 37
      f_215  =  adf_4[i_214];
      f_216  =  f_211 * f_215;
      // BLOCK 38 MERGES [37 39 ]
      f_217  =  f_216;
      i_218  =  0;
      for(;i_218 < i_213;)
      {
        // BLOCK 39
        i_219  =  *((__global int *) ul_147);
        i_220  =  *((__global int *) ul_142);
        f_221  =  adf_6[i_218];
        i_222  =  i_154 + i_218;
        i_223  =  i_222 % i_20;
        i_224  =  i_223 * i_136;
        i_225  =  i_222 / i_20;
        i_226  =  i_225 % i_220;
        i_227  =  i_226 * i_137;
        i_228  =  i_227 + i_219;
        i_229  =  i_224 + i_228;
        i_230  =  i_229 + i_151;
        i_231  =  i_230 + i_214;
        l_232  =  (long) i_231;
        l_233  =  l_232 + 4L;
        l_234  =  l_233 << 2;
        ul_235  =  ul_2 + l_234;
        f_236  =  *((__global float *) ul_235);
        f_237  =  fma(f_221, f_236, f_217);
        i_238  =  i_218 + 1;
        f_217  =  f_237;
        i_218  =  i_238;
      }  // B38
      // BLOCK 40
      adf_4[i_214]  =  f_217;
      i_239  =  i_214 + 64;
      i_214  =  i_239;
    }  // B36
    // BLOCK 41
    barrier(CLK_LOCAL_MEM_FENCE);
    f_240  =  fma(f_153, f_211, f_209);
    i_241  =  i_154 + 64;
    f_152  =  f_197;
    f_153  =  f_240;
    i_154  =  i_241;
  }  // B13
  // BLOCK 42
  b_242  =  i_103 < i_106;
  if(b_242)
  {
    // BLOCK 43
    f_243  =  1.0F / f_153;
    f_244  =  f_243;
  }  // B42
  else
  {
    // BLOCK 44
    f_244  =  0.0F;
  }  // B42
  // BLOCK 45 MERGES [43 44 ]
  b_245  =  i_22 < i_30;
  if(b_245)
  {
    // BLOCK 46
    i_246  =  i_107;
  }  // B45
  else
  {
    // BLOCK 47
    i_246  =  0;
  }  // B45
  // BLOCK 48 MERGES [46 47 ]
  i_247  =  i_123 * i_66;
  i_248  =  i_247 + i_92;
  // BLOCK 49 MERGES [48 50 ]
  i_249  =  i_126;
  for(;i_249 < i_246;)
  {
    // BLOCK 50
    f_250  =  adf_4[i_249];
    i_251  =  i_248 + i_249;
    l_252  =  (long) i_251;
    l_253  =  l_252 + 4L;
    l_254  =  l_253 << 2;
    ul_255  =  ul_2 + l_254;
    f_256  =  f_244 * f_250;
    *((__global float *) ul_255)  =  f_256;
    i_257  =  i_249 + 64;
    i_249  =  i_257;
  }  // B49
  // BLOCK 51
  return;
}  //  kernel
