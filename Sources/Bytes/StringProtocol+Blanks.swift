extension StringProtocol where SubSequence == Substring {
    /// Without the spaces and tabs at its ends: what HTTP's fields call optional white space (RFC 9110 section 5.6.3).
    package var trimmingBlanks: Substring {
        var text = self[...]
        while let first = text.utf8.first, first.isBlank { text.removeFirst() }
        while let last = text.utf8.last, last.isBlank { text.removeLast() }
        return text
    }
}
