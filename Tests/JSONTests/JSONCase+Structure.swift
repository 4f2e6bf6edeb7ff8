extension JSONCase {
    /// Sections 2 to 5: texts, whitespace, words, objects, arrays.
    static let structure = table(
        #"""
        y text_null null
        y text_true true
        y text_false false
        y text_number 42
        y text_string "a"
        y text_array []
        y text_object {}
        n text_empty
        n text_space <20>
        n text_line_feed <0A>
        n text_two_values 1 2
        n text_two_arrays [][]
        n text_two_objects {}{}
        n text_trailing_comma [],
        n text_trailing_letter []x
        n text_trailing_quote []"
        n text_trailing_bracket []]
        n text_trailing_brace {}}
        n text_trailing_colon {}:
        n text_trailing_hash []#
        n text_trailing_comment []//
        n text_trailing_block_comment []/**/
        n text_leading_comment /**/[]
        n text_leading_comma ,[]
        n text_leading_colon :[]
        n text_only_comma ,
        n text_only_colon :
        n text_only_close_bracket ]
        n text_only_close_brace }
        n text_only_letter a
        n text_only_star *
        n text_single_quoted 'a'
        n text_angle_brackets <3C>null>
        n text_nul_byte <00>
        n text_nul_byte_after []<00>
        n text_form_feed <0C>[]
        n text_vertical_tab [<0B>1]
        n text_no_break_space <C2><A0>[]
        n text_line_separator [<E2><80><A8>]
        n text_invalid_byte <FF>
        n text_invalid_byte_after []<FF>
        n text_delete_character <7F>
        r text_byte_order_mark <EF><BB><BF>[]
        n text_byte_order_mark_alone <EF><BB><BF>
        n text_byte_order_mark_cut <EF><BB>[]
        n text_utf16_little_endian <FF><FE>[<00>]<00>
        n text_utf16_without_mark <00>[<00>]

        y space_around <20><09><0A><0D>null<20><09><0A><0D>
        y space_in_array <20>[<20>1<20>,<09>2<0A>]<0D>
        y space_in_object <20>{<20>"a"<20>:<09>1<0A>,<0D>"b":2<20>}
        y space_in_empty_array [<20>]
        y space_in_empty_object {<0A>}
        y space_none {"a":[1,{"b":null}]}

        n word_capital True
        n word_all_capitals NULL
        n word_cut_t t
        n word_cut_tru tru
        n word_cut_fals fals
        n word_cut_nul nul
        n word_cut_in_array [nul]
        n word_wrong_letter trye
        n word_wrong_last_letter nulk
        n word_longer truee
        n word_longer_digit null1
        n word_longer_in_array [truefalse]
        n word_nan NaN
        n word_infinity Infinity
        n word_undefined undefined
        n word_space_inside tr ue
        n word_quote_after true"
        y word_before_bracket [true]
        y word_before_comma [null,false]
        y word_before_brace {"a":false}
        n word_as_name {null:1}
        n word_nul_byte nul<00>

        y array_one [1]
        y array_many [1,"a",null,true,{},[]]
        y array_nested [[[[]]]]
        y array_of_objects [{},{"a":1}]
        n array_open [
        n array_open_value [1
        n array_open_comma [1,
        n array_open_string ["a
        n array_open_nested [[]
        n array_comma_only [,]
        n array_comma_first [,1]
        n array_comma_last [1,]
        n array_comma_double [1,,2]
        n array_comma_missing [1 2]
        n array_comma_missing_strings ["a" "b"]
        n array_comma_missing_arrays [[] []]
        n array_colon [1:2]
        n array_colon_after_string ["a":1]
        n array_closed_by_brace [1}
        n array_empty_closed_by_brace [}
        n array_semicolon [1;2]
        n array_unquoted [a]
        n array_double_close [1]]
        n array_spread [...]
        n array_minus [-]
        n array_single_quote ['a']
        y array_depth_64 [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
        r array_depth_65 [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
        r array_depth_65_empty [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
        n array_open_70_deep [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[

        y object_one {"a":1}
        y object_many {"a":1,"b":"x","c":null,"d":[],"e":{}}
        y object_nested {"a":{"b":{"c":{}}}}
        y object_empty_name {"":0}
        y object_escaped_name {"\u0061\n":0}
        y object_name_with_nul {"a\u0000b":0}
        y object_long_name {"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz":1}
        y object_names_differ_in_case {"a":1,"A":2}
        y object_names_canonically_equivalent {"\u00e9":1,"e\u0301":2}
        y object_same_name_at_other_levels {"a":{"a":{"a":1}},"b":{"a":2}}
        y object_same_name_in_array [{"a":1},{"a":1}]
        n object_open {
        n object_open_name {"a
        n object_open_after_name {"a"
        n object_open_colon {"a":
        n object_open_value {"a":1
        n object_open_comma {"a":1,
        n object_open_nested {"a":{}
        n object_comma_only {,}
        n object_comma_first {,"a":1}
        n object_comma_last {"a":1,}
        n object_comma_double {"a":1,,"b":2}
        n object_comma_missing {"a":1 "b":2}
        n object_comma_for_colon {"a",1}
        n object_colon_missing {"a" 1}
        n object_colon_double {"a"::1}
        n object_colon_only {:}
        n object_value_missing {"a":}
        n object_value_missing_comma {"a":,"b":1}
        n object_name_missing {:1}
        n object_name_only {"a"}
        n object_name_unquoted {a:1}
        n object_name_single_quoted {'a':1}
        n object_name_number {1:1}
        n object_name_array {[]:1}
        n object_name_object {{}:1}
        n object_name_open_escape {"a\
        n object_closed_by_bracket {"a":1]
        n object_empty_closed_by_bracket {]
        n object_double_close {"a":1}}
        n object_equals_sign {"a"=1}
        n object_two_values {"a":1 2}
        n object_bracket_in_place_of_name {[
        n object_comment {"a":/*x*/1}
        y object_depth_64_mixed [{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":[{"a":0}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]
        """#
    )
}
