"""The plain recipe as an app: Streamlit, LangChain and Chroma as tutorials put them together, over a ready index."""

import os

import streamlit as st

st.title("Plain recipe")


@st.cache_resource
def store():  # type: ignore[no-untyped-def]  # noqa: ANN201 - the class is imported inside, as the recipe does
    """The vector store, loaded with the first question."""
    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings

    embeddings = HuggingFaceEmbeddings(model_name=os.environ["BENCH_MODEL"])
    return Chroma("bench", embeddings, persist_directory=os.environ["BENCH_INDEX"])


question = st.chat_input("Ask")
if question:
    st.chat_message("user").write(question)
    found = store().similarity_search(question, k=4)
    with st.chat_message("assistant"):
        for document in found:
            st.text(document.page_content)
        st.markdown("**Based on:** the four nearest chunks.")
