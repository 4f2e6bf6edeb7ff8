extension JSONCase {
    /// What readers that keep names see, and the scanner cannot (section 4 leaves it open).
    static let repeatedNames = table(
        #"""
        i_object_same_name refused {"a":1,"a":2}
        i_object_same_name_and_value refused {"a":1,"a":1}
        i_object_same_name_escaped refused {"a":1,"\u0061":2}
        i_object_same_name_escaped_pair refused {"<F0><9F><8C><8A>":1,"\ud83c\udf0a":2}
        i_object_same_name_later refused {"a":1,"b":2,"c":[{"d":1}],"a":3}
        i_object_same_name_empty refused {"":1,"":2}
        i_object_same_name_inside refused {"a":{"b":1,"b":2}}
        i_object_same_name_in_element refused {"a":[{"b":1},{"b":1,"b":2}]}
        i_object_same_name_in_outer_element refused [{"b":1},{"b":1,"b":2}]
        i_object_same_name_long refused {"abcdefghijklmnopqrstuvwxyz":1,"abcdefghijklmnopqrstuvwxyz":2}
        i_object_same_name_thirteenth refused {"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0,"j":0,"k":0,"l":0,"a":0}
        i_object_same_name_fourteenth refused {"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0,"j":0,"k":0,"l":0,"m":0,"b":0}
        i_object_same_name_behind_many refused {"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0,"j":0,"k":0,"l":0,"m":0,"n":{},"m":0}
        y_object_fourteen_names {"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0,"j":0,"k":0,"l":0,"m":0,"n":0}
        y_object_names_of_nine_bytes {"abcdefgha":1,"abcdefghb":2,"aabcdefgh":3}
        y_object_names_that_are_prefixes {"":0,"a":1,"aa":2,"aaa":3}
        y_object_names_with_nul {"a":1,"a\u0000":2,"\u0000a":3}
        """#
    )

    /// What a model puts around the document `{"a":[1]}`, or something else; of no interest to RFC 8259.
    static let answers = table(
        #"""
        y_answer_bare {"a":[1]}
        y_answer_blank_lines <0A><0D><0A> {"a":[1]}<0A><09><0A>
        y_answer_byte_order_mark <EF><BB><BF>{"a":[1]}
        y_answer_byte_order_mark_and_fence <EF><BB><BF><0A>```json<0A>{"a":[1]}<0A>```
        y_answer_fence ```<0A>{"a":[1]}<0A>```
        y_answer_fence_json ```json<0A>{"a":[1]}<0A>```<0A>
        y_answer_fence_capitals ```JSON<0A>{"a":[1]}<0A>```
        y_answer_fence_json5 ```json5<0A>{"a":[1]}<0A>```
        y_answer_fence_blank_before_language ``` json<0A>{"a":[1]}<0A>```
        y_answer_fence_carriage_returns ```json<0D><0A>{"a":[1]}<0D><0A>```<0D><0A>
        y_answer_fence_four_ticks ````json<0A>{"a":[1]}<0A>````
        y_answer_fence_on_one_line ```json {"a":[1]} ```
        y_answer_fence_tight ```{"a":[1]}```
        y_answer_fence_unclosed ```json<0A>{"a":[1]}
        y_answer_fence_unclosed_line ```json<0A>{"a":[1]}<0A>
        y_answer_fence_closing_cut ```json<0A>{"a":[1]}<0A>``
        y_answer_fence_blank_lines <0A>```json<0A><0A>{"a":[1]}<0A><0A>```<0A><0A>
        y_answer_fence_only_behind {"a":[1]}<0A>```
        n_answer_prose Here is the plan: {"a":[1]}
        n_answer_prose_alone I cannot do that.
        n_answer_prose_like_a_word this is the plan: {"a":[1]}
        n_answer_prose_like_a_longer_word nullify
        n_answer_prose_beyond_ascii <C3><9C>ber den Plan
        n_answer_prose_fullwidth <EF><BC><88>a<EF><BC><89>
        n_answer_list - one<0A>- two
        n_answer_heading # Plan
        n_answer_prose_before_fence Sure!<0A>```json<0A>{"a":[1]}<0A>```
        n_answer_one_tick `{"a":[1]}`
        n_answer_two_ticks ``{"a":[1]}``
        n_answer_two_fences ```json<0A>```json<0A>{"a":[1]}<0A>```
        n_answer_fence_empty ```json<0A>```
        n_answer_fence_alone ```json
        n_answer_fence_of_prose ```text<0A>Here is the plan<0A>```
        n_answer_text_behind {"a":[1]} I hope that this helps!
        n_answer_text_behind_fence ```json<0A>{"a":[1]}<0A>```<0A>I hope that this helps!
        n_answer_fence_behind_fence ```json<0A>{"a":[1]}<0A>```<0A>```
        n_answer_language_behind {"a":[1]}<0A>```json
        n_answer_ticks_behind {"a":[1]}` `
        n_answer_two_documents {"a":[1]}<0A>{"a":[1]}
        n_answer_byte_order_mark_twice <EF><BB><BF><EF><BB><BF>{"a":[1]}
        n_answer_byte_order_mark_behind {"a":[1]}<EF><BB><BF>
        n_answer_byte_order_mark_late <0A><EF><BB><BF>{"a":[1]}
        n_answer_numbered_list 1. First
        """#
    )
}
