extension JSONCase {
    /// Sections 2 to 5: texts, whitespace, words, objects, arrays.
    static let structure = table(
        #"""
        y_text_null null
        y_text_true true
        y_text_false false
        y_text_number 42
        y_text_string "a"
        y_text_array []
        y_text_object {}
        n_text_empty
        n_text_space <20>
        n_text_line_feed <0A>
        n_text_two_values 1 2
        n_text_two_arrays [][]
        n_text_two_objects {}{}
        n_text_trailing_comma [],
        n_text_trailing_letter []x
        n_text_trailing_quote []"
        n_text_trailing_bracket []]
        n_text_trailing_brace {}}
        n_text_trailing_colon {}:
        n_text_trailing_hash []#
        n_text_trailing_comment []//
        n_text_trailing_block_comment []/**/
        n_text_leading_comment /**/[]
        n_text_leading_comma ,[]
        n_text_leading_colon :[]
        n_text_only_comma ,
        n_text_only_colon :
        n_text_only_close_bracket ]
        n_text_only_close_brace }
        n_text_only_letter a
        n_text_only_star *
        n_text_single_quoted 'a'
        n_text_angle_brackets <3C>null>
        n_text_nul_byte <00>
        n_text_nul_byte_after []<00>
        n_text_form_feed <0C>[]
        n_text_vertical_tab [<0B>1]
        n_text_no_break_space <C2><A0>[]
        n_text_line_separator [<E2><80><A8>]
        n_text_invalid_byte <FF>
        n_text_invalid_byte_after []<FF>
        n_text_delete_character <7F>
        i_text_byte_order_mark refused <EF><BB><BF>[]
        n_text_byte_order_mark_alone <EF><BB><BF>
        n_text_byte_order_mark_cut <EF><BB>[]
        n_text_utf16_little_endian <FF><FE>[<00>]<00>
        n_text_utf16_without_mark <00>[<00>]

        y_space_around <20><09><0A><0D>null<20><09><0A><0D>
        y_space_in_array <20>[<20>1<20>,<09>2<0A>]<0D>
        y_space_in_object <20>{<20>"a"<20>:<09>1<0A>,<0D>"b":2<20>}
        y_space_in_empty_array [<20>]
        y_space_in_empty_object {<0A>}
        y_space_none {"a":[1,{"b":null}]}

        n_word_capital True
        n_word_all_capitals NULL
        n_word_cut_t t
        n_word_cut_tru tru
        n_word_cut_fals fals
        n_word_cut_nul nul
        n_word_cut_in_array [nul]
        n_word_wrong_letter trye
        n_word_wrong_last_letter nulk
        n_word_longer truee
        n_word_longer_digit null1
        n_word_longer_in_array [truefalse]
        n_word_nan NaN
        n_word_infinity Infinity
        n_word_undefined undefined
        n_word_space_inside tr ue
        n_word_quote_after true"
        y_word_before_bracket [true]
        y_word_before_comma [null,false]
        y_word_before_brace {"a":false}
        n_word_as_name {null:1}
        n_word_nul_byte nul<00>

        y_array_one [1]
        y_array_many [1,"a",null,true,{},[]]
        y_array_nested [[[[]]]]
        y_array_of_objects [{},{"a":1}]
        n_array_open [
        n_array_open_value [1
        n_array_open_comma [1,
        n_array_open_string ["a
        n_array_open_nested [[]
        n_array_comma_only [,]
        n_array_comma_first [,1]
        n_array_comma_last [1,]
        n_array_comma_double [1,,2]
        n_array_comma_missing [1 2]
        n_array_comma_missing_strings ["a" "b"]
        n_array_comma_missing_arrays [[] []]
        n_array_colon [1:2]
        n_array_colon_after_string ["a":1]
        n_array_closed_by_brace [1}
        n_array_empty_closed_by_brace [}
        n_array_semicolon [1;2]
        n_array_unquoted [a]
        n_array_double_close [1]]
        n_array_spread [...]
        n_array_minus [-]
        n_array_single_quote ['a']
        y_array_depth_64 [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
        i_array_depth_65 refused [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
        i_array_depth_65_empty refused [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
        n_array_open_70_deep [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[

        y_object_one {"a":1}
        y_object_many {"a":1,"b":"x","c":null,"d":[],"e":{}}
        y_object_nested {"a":{"b":{"c":{}}}}
        y_object_empty_name {"":0}
        y_object_escaped_name {"\u0061\n":0}
        y_object_name_with_nul {"a\u0000b":0}
        y_object_long_name {"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz":1}
        y_object_names_differ_in_case {"a":1,"A":2}
        y_object_names_canonically_equivalent {"\u00e9":1,"e\u0301":2}
        y_object_same_name_at_other_levels {"a":{"a":{"a":1}},"b":{"a":2}}
        y_object_same_name_in_array [{"a":1},{"a":1}]
        n_object_open {
        n_object_open_name {"a
        n_object_open_after_name {"a"
        n_object_open_colon {"a":
        n_object_open_value {"a":1
        n_object_open_comma {"a":1,
        n_object_open_nested {"a":{}
        n_object_comma_only {,}
        n_object_comma_first {,"a":1}
        n_object_comma_last {"a":1,}
        n_object_comma_double {"a":1,,"b":2}
        n_object_comma_missing {"a":1 "b":2}
        n_object_comma_for_colon {"a",1}
        n_object_colon_missing {"a" 1}
        n_object_colon_double {"a"::1}
        n_object_colon_only {:}
        n_object_value_missing {"a":}
        n_object_value_missing_comma {"a":,"b":1}
        n_object_name_missing {:1}
        n_object_name_only {"a"}
        n_object_name_unquoted {a:1}
        n_object_name_single_quoted {'a':1}
        n_object_name_number {1:1}
        n_object_name_array {[]:1}
        n_object_name_object {{}:1}
        n_object_name_open_escape {"a\
        n_object_closed_by_bracket {"a":1]
        n_object_empty_closed_by_bracket {]
        n_object_double_close {"a":1}}
        n_object_equals_sign {"a"=1}
        n_object_two_values {"a":1 2}
        n_object_bracket_in_place_of_name {[
        n_object_comment {"a":/*x*/1}
        y_object_depth_64_mixed [{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":0}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]
        """#
    )
}
