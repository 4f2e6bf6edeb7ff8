extension JSONCase {
    /// Section 6.
    static let numbers = table(
        #"""
        y_number_zero 0
        y_number_minus_zero -0
        y_number_minus_zero_point -0.0
        y_number_one_digit 7
        y_number_digits 1234567890
        y_number_negative -12
        y_number_fraction 0.5
        y_number_fraction_zeros 1.000
        y_number_fraction_negative -1.25
        y_number_exponent 1e2
        y_number_exponent_capital 1E2
        y_number_exponent_plus 1e+2
        y_number_exponent_minus 1e-2
        y_number_exponent_capital_plus 1E+2
        y_number_exponent_leading_zeros 1e0002
        y_number_exponent_zero 1e0
        y_number_fraction_exponent 12.5e-3
        y_number_zero_exponent 0e1
        y_number_zero_exponent_plus 0E+1
        y_number_negative_zero_exponent -0e-1
        y_number_in_array [0,-1,2.5,3e4]
        y_number_in_object {"a":0,"b":-1.5}
        y_number_then_space 1<20>
        y_number_long_fraction 0.1234567890123456789012345678901234567890
        y_number_many_zeros 0.00000000000000000000000000000000000000000000000001
        y_number_large_double 1.7976931348623157e308
        y_number_small_double 2.2250738585072014e-308
        y_number_smallest_double 5e-324
        y_number_integer_max 9223372036854775807
        y_number_integer_min -9223372036854775808
        i_number_unsigned accepted 9223372036854775808
        i_number_unsigned_max accepted 18446744073709551615
        i_number_long_integer_with_point accepted 123456789012345678901234567890.0
        i_number_long_integer_with_exponent accepted 123456789012345678901234567890e-10
        i_number_just_below_overflow accepted 1.797693134862315807e308
        i_number_vanishing accepted 1e-400
        i_number_vanishing_far accepted 1e-99999999999999999999
        i_number_vanishing_negative accepted -1e-400
        i_number_zero_of_any_size accepted 0e99999999999999999999
        i_number_zero_point_of_any_size accepted 0.0e400
        i_number_beyond_unsigned refused 18446744073709551616
        i_number_beyond_integer_min refused -9223372036854775809
        i_number_negative_unsigned_max refused -18446744073709551615
        i_number_very_long_integer refused 100000000000000000000000000000000000000000
        i_number_just_above_overflow refused 1.7976931348623159e308
        i_number_too_large refused 1e400
        i_number_too_large_negative refused -1e400
        i_number_too_large_capital refused 1E400
        i_number_exponent_far_too_large refused 1e99999999999999999999
        i_number_too_large_in_array refused [1,1e309,2]
        n_number_plus +1
        n_number_plus_zero +0
        n_number_minus -
        n_number_minus_minus --1
        n_number_plus_minus +-1
        n_number_minus_space - 1
        n_number_minus_letter -a
        n_number_minus_infinity -Infinity
        n_number_minus_nan -NaN
        n_number_leading_zero 01
        n_number_leading_zeros 00
        n_number_leading_zero_negative -01
        n_number_leading_zero_fraction 00.5
        n_number_leading_zero_in_array [012]
        n_number_point_first .5
        n_number_point_first_negative -.5
        n_number_point_last 1.
        n_number_point_last_in_array [2.]
        n_number_point_last_negative -2.
        n_number_point_alone .
        n_number_point_double 1..2
        n_number_two_points 1.2.3
        n_number_point_exponent 1.e3
        n_number_zero_point_exponent 0.e1
        n_number_exponent_empty 1e
        n_number_exponent_empty_capital 0E
        n_number_exponent_empty_plus 1e+
        n_number_exponent_empty_minus 1e-
        n_number_exponent_empty_in_array [1e]
        n_number_exponent_alone e5
        n_number_exponent_double 1ee2
        n_number_exponent_two 1e2e3
        n_number_exponent_plus_minus 1e+-2
        n_number_exponent_double_plus 1e++2
        n_number_exponent_fraction 1e2.5
        n_number_exponent_letter 1ea
        n_number_hexadecimal 0x1F
        n_number_hexadecimal_digits 1A
        n_number_octal 0o17
        n_number_binary 0b1
        n_number_underscore 1_000
        n_number_comma_for_point 1,5
        n_number_apostrophe 1'000
        n_number_space_inside 1 000
        n_number_space_in_array [1 000]
        n_number_suffix 1f
        n_number_suffix_long 1L
        n_number_letter_after 1a
        n_number_minus_after 1-
        n_number_expression 1+2
        n_number_plus_in_array [+1]
        n_number_fullwidth_digit <EF><BC><91>
        n_number_arabic_digit <D9><A1>
        n_number_quote_after 1"
        n_number_bracket_after 1[
        n_number_nul_after 1<00>
        n_number_invalid_byte_after 1<E5>
        n_number_invalid_byte_in_exponent 1e1<E5>
        n_number_dollar $1
        n_number_percent 1%
        """#
    )
}
